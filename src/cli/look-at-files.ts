import { firstConfig } from '../config/look/first-config.js';
import { type Look, lookAt } from '../config/look/look-at.js';
import { lookText } from '../config/look/look-text.js';
import { builtParts } from '../config/parts/built-parts.js';
import { log } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import { type Sample, sampleOfFile, sampleOfStream } from '../io/sources/sample.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

/** Of each file, decompressed. */
const MOST_BYTES = 4 * 1024 * 1024;
const FAILURE = 1;

/** Looks at files and prints what they are, then a config for all of them. Sets the exit code to 1 where nothing of one can be read. */
export const lookAtFiles = async (
  paths: readonly string[],
  { json }: { readonly json?: true },
): Promise<void> => {
  const looks: Look[] = [];
  for (const path of new Set(paths)) {
    const sample = await sampleOf(path);
    const look = sample && lookAt(path, sample, builtParts);
    if (look === undefined || look.rows === 0) process.exitCode = FAILURE;
    if (look === undefined) continue;
    if (json === true) process.stdout.write(`${JSON.stringify({ ...look, config: firstConfig([look]) })}\n`);
    else process.stdout.write(`${looks.length === 0 ? '' : '\n'}${lookText(look)}`);
    looks.push(look);
  }
  const config = firstConfig(looks);
  if (json !== true && config !== undefined)
    process.stdout.write(`\nA config to begin with, for tidemark check and tidemark run:\n\n${config}`);
};

/** What cannot be opened is said, and the others are looked at. */
const sampleOf = async (path: string): Promise<Sample | undefined> => {
  try {
    if (path === '-') return await sampleOfStream('standard input', process.stdin, MOST_BYTES, systemClock());
    return await sampleOfFile(path, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    log.error(oneLine(error.message));
    return undefined;
  }
};
