import { Command, Option } from 'commander';
import { parseInstant } from '../config/parse-instant.js';
import { systemClock } from '../io/clock.js';
import { formatDuration } from '../io/text/format-duration.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { parseRate, type Rate } from '../operators/time/rate.js';
import { accessLogLines } from '../pipelines/access-log/generator/access-log-lines.js';
import type { Traffic } from '../pipelines/access-log/generator/arrivals.js';
import { type Burst, parseBurst } from '../pipelines/access-log/generator/burst.js';
import { fileOutput, streamOutput } from '../pipelines/access-log/generator/text-output.js';
import { type Written, writeAccessLog } from '../pipelines/access-log/generator/write-access-log.js';
import { optionValue } from './option-value.js';

interface GenerateAccessLogOptions {
  readonly rate: Rate;
  readonly for: number;
  readonly burst: readonly Burst[];
  readonly fast?: boolean;
  readonly start?: number;
  readonly seed: number;
  readonly out?: string;
}

const parseSeed = (text: string): number => {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new TidemarkError('usage', `"${text}" is not a seed; write a whole number, for example 42.`);
  return seed;
};

const parseLength = (text: string): number => Math.round(parseDuration(text));

/** Half a burst would make neither the count that was asked for nor one that is easy to foresee. */
const checkBursts = ({ for: duration, burst }: GenerateAccessLogOptions): void => {
  for (const { length, offset } of burst)
    if (offset + length > duration)
      throw new TidemarkError(
        'usage',
        `--burst: a burst ends ${formatDuration(offset + length)} after the beginning, past the end at ` +
          `${formatDuration(duration)}; write --for ${formatDuration(offset + length)}.`,
      );
};

const summary = ({ lines, bytes, end }: Written, to: string): string => {
  const amount = `${lines.toLocaleString('en')} lines, ${(bytes / 1e6).toFixed(1)} MB`;
  return `Wrote ${amount} to ${to}${end === 'complete' ? '' : ` (${end})`}.\n`;
};

const generateAccessLog = async (options: GenerateAccessLogOptions): Promise<void> => {
  checkBursts(options);
  const clock = systemClock();
  const now = Math.floor(clock.now());
  // On a whole second, so that whole rates give every second of the log the same count.
  const past = Math.floor((now - options.for) / 1000) * 1000;
  const start = options.start ?? (options.fast ? past : now);
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
      : await fileOutput(options.out, options.fast ? 'w' : 'a');
  try {
    const written = await writeAccessLog({
      lines: accessLogLines(traffic),
      output,
      signal: stop.signal,
      ...(options.fast ? {} : { realTime: { clock, start } }),
    });
    if (written.end !== 'output closed')
      process.stderr.write(summary(written, oneLine(options.out ?? 'standard output')));
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await output.close();
  }
};

const accessLogCommand = (): Command =>
  new Command('access-log')
    .description('Writes a made-up access log in the combined format, in real time or at once.')
    .addOption(
      new Option('--rate <rate>', 'requests: 50/s, 10/m, 3/h')
        .argParser(optionValue('--rate', parseRate))
        .default(parseRate('50/s'), '50/s'),
    )
    .addOption(
      new Option('--for <duration>', 'how much log: 30s, 5m, 1h30m')
        .argParser(optionValue('--for', parseLength))
        .default(300_000, '5m'),
    )
    .addOption(
      new Option(
        '--burst <burst>',
        'ADDS a rate to --rate for a while: RATE:LENGTH@OFFSET, 30/s:3m@2m is 30/s more for 3 minutes, from 2 minutes after the beginning; may be repeated',
      )
        .argParser((text, bursts: readonly Burst[]) => [...bursts, optionValue('--burst', parseBurst)(text)])
        .default([], 'none'),
    )
    .option('--fast', 'write as fast as the disk takes it')
    .option(
      '--start <time>',
      'time of the first request: ISO-8601 (UTC if no zone) or epoch seconds (default: now; with --fast, --for ago)',
      optionValue('--start', parseInstant),
    )
    .option('--seed <number>', 'same seed, start and rates: same bytes', optionValue('--seed', parseSeed), 1)
    .option(
      '--out <file>',
      'where to (default: standard output); a file is appended to, and with --fast written anew',
    )
    .addHelpText(
      'after',
      `
Examples:
  tidemark generate access-log --rate 5/s --burst 30/s:3m@1m --out access.log
  tidemark generate access-log --fast --rate 500/s --for 1h > hour.log`,
    )
    .action(generateAccessLog);

/** `tidemark generate`: input to try the monitors with. Bad values are a TidemarkError 'usage' out of `parseAsync`. */
export const generateCommand = (): Command =>
  new Command('generate').description('Makes up input to try Tidemark with.').addCommand(accessLogCommand());
