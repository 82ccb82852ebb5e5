import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { loadTargets } from '../../src/config/parts/urls/late-targets.js';
import { systemClock } from '../../src/io/clock.js';
import { EXAMPLES } from '../support/run-config.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { diagnose } from './bad-configs/diagnose.js';
import { allParts } from './stand-in-parts.js';

beforeAll(loadTargets);

/** The grammar, then (a) to (h). */
const documents = readFileSync(EXAMPLES, 'utf8').split(/^---\n/m);
const titleOf = (text: string): string => /^# (.*)$/m.exec(text)?.[1] ?? '';
const textOf = (letter: string): string => documents.find((text) => text.startsWith(`# (${letter})`)) ?? '';

/** Values of the variables that the configs name. */
const ENVIRONMENT = {
  HOOK_URL: 'https://hooks.example.com/x',
  DATABASE_URL: 'postgres://a:b@db.example.com/x',
};

/** What is refused because it is not built: the word, the line in its document. */
const notBuilt = (text: string): readonly string[] =>
  diagnose(text, { offline: true, parts: builtParts }).diagnostics.map(({ code, message, place }) => {
    const line = text.split('\n')[(place?.line ?? 1) - 1] ?? '';
    const word = line.slice((place?.column ?? 1) - 1, (place?.column ?? 1) - 1 + (place?.length ?? 0));
    return code === 'not-built' ? word : `${code}: ${message}`;
  });

/** The words that this version has no parts for yet: as parts are built, the lists below grow shorter by themselves. */
const unbuilt = (...words: readonly string[]): readonly string[] => {
  const { sources, sinks, uses } = builtParts.planned;
  return words.filter((word) => [...sources, ...sinks, ...uses].includes(word));
};

describe('the acceptance configs of the language', () => {
  it.each(['a', 'f', 'g', 'h'])('(%s) can be run, and nothing is said about it', (letter) => {
    expect(textOf(letter)).not.toBe('');
    const found = diagnose(textOf(letter), { offline: true, parts: builtParts });
    expect(found.text).toBe('');
    expect(found.plans).toHaveLength(1);
  });

  it('the grammar is refused for what is not built, and for nothing else', () => {
    expect(notBuilt(documents[0] ?? '')).toEqual(unbuilt('s3', 'kinesis', 'postgres'));
  });

  it.each([
    ['b', ['s3', 'flow-log', 'http']],
    ['c', ['file-shipper', 'directory']],
    ['d', ['postgres', 'web-monitor', 'urls']],
    ['e', ['s3-monitor', 'bucket']],
  ] as const)('(%s) is refused for what is not built, and for nothing else', (letter, words) => {
    expect(notBuilt(textOf(letter))).toEqual(unbuilt(...words));
  });

  it.each(documents.map((text) => [titleOf(text), text]))('with every part: %s', async (_, text) => {
    const secret = join(await temporaryDirectory(), 'chat_url');
    await writeFile(secret, `${ENVIRONMENT.HOOK_URL}\n`);
    const whole = text.replace('/run/secrets/chat_url', secret);
    const found = diagnose(whole, { environment: ENVIRONMENT, parts: allParts });
    expect(found.text).toBe('');
    const [plan] = found.plans;
    expect(plan?.pipelines).toHaveLength(1);
    for (const pipeline of plan?.pipelines ?? []) {
      const context = {
        clock: systemClock(),
        warn: () => undefined,
        inform: () => undefined,
        json: true,
        colours: false,
        remembers: false,
      };
      const spec = buildPipeline(pipeline, allParts, context);
      expect(spec.name).toBe(pipeline.name);
      expect(spec.streams.length).toBeGreaterThanOrEqual(pipeline.fields.size - 1);
    }
  });
});
