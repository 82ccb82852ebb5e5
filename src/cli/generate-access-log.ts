import { stat } from 'node:fs/promises';
import { parseInstant } from '../config/parse-instant.js';
import { log } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import { formatDuration } from '../io/text/format-duration.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { Rate } from '../operators/time/rate.js';
import { accessLogLines } from '../pipelines/access-log/generator/access-log-lines.js';
import type { Traffic } from '../pipelines/access-log/generator/arrivals.js';
import type { Burst } from '../pipelines/access-log/generator/burst.js';
import { fileOutput, streamOutput } from '../pipelines/access-log/generator/text-output.js';
import { type Written, writeAccessLog } from '../pipelines/access-log/generator/write-access-log.js';
import { optionValue } from './option-value.js';

export interface GenerateFlags {
  readonly rate: Rate;
  readonly for: number;
  readonly burst: readonly Burst[];
  readonly fast?: boolean;
  readonly start?: string;
  readonly seed: number;
  readonly out?: string;
  readonly overwrite?: boolean;
}

/** Half a burst would make neither the count that was asked for nor one that is easy to foresee. */
const checkBursts = ({ for: duration, burst }: GenerateFlags): void => {
  for (const { length, offset } of burst)
    if (offset + length > duration)
      throw new TidemarkError(
        'usage',
        `--burst: a burst ends ${formatDuration(offset + length)} after the beginning, past the end at ` +
          `${formatDuration(duration)}; write --for ${formatDuration(offset + length)}.`,
      );
};

/** A log of somebody's is gone once it is written anew, and a path is soon mistyped. */
const checkOut = async ({ out, fast, overwrite }: GenerateFlags): Promise<void> => {
  if (out === undefined || fast !== true || overwrite === true) return;
  const found = await stat(out).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size === 0) return;
  throw new TidemarkError(
    'usage',
    `--out: ${oneLine(out)} is there already, with ${found.size.toLocaleString('en')} bytes; write --overwrite where they may go.`,
  );
};

const summary = ({ lines, bytes, end }: Written, to: string): string => {
  const amount = `${lines.toLocaleString('en')} lines, ${(bytes / 1e6).toFixed(1)} MB`;
  return `Wrote ${amount} to ${to}${end === 'complete' ? '' : ` (${end})`}.\n`;
};

/** Writes a made-up access log, until it is written or a signal stops it. */
export const generateAccessLog = async (options: GenerateFlags): Promise<void> => {
  checkBursts(options);
  await checkOut(options);
  const wanted =
    options.start === undefined ? undefined : optionValue('--start', parseInstant)(options.start);
  const clock = systemClock();
  const now = Math.floor(clock.now());
  // On a whole second, so that whole rates give every second of the log the same count.
  const past = Math.floor((now - options.for) / 1000) * 1000;
  const start = wanted ?? (options.fast ? past : now);
  const traffic: Traffic = {
    seed: options.seed,
    start,
    duration: options.for,
    rate: options.rate,
    bursts: options.burst,
  };
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const output =
    options.out === undefined
      ? streamOutput(process.stdout, 'standard output')
      : await fileOutput(options.out, options.fast === true ? 'w' : 'a');
  try {
    const written = await writeAccessLog({
      lines: accessLogLines(traffic),
      output,
      signal: stop.signal,
      ...(options.fast ? {} : { realTime: { clock, start } }),
    });
    if (written.end !== 'output closed')
      log.show(summary(written, oneLine(options.out ?? 'standard output')));
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await output.close();
  }
};
