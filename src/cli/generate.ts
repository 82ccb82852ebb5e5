import { Command, Option } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { parseRate } from '../operators/time/rate.js';
import { type Burst, parseBurst } from '../pipelines/access-log/generator/burst.js';
import type { GenerateFlags } from './generate-access-log.js';
import { optionValue } from './option-value.js';

const parseSeed = (text: string): number => {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new TidemarkError('usage', `"${text}" is not a seed; write a whole number, for example 42.`);
  return seed;
};

const parseLength = (text: string): number => Math.round(parseDuration(text));

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
    .action(async (flags: GenerateFlags) => {
      const { generateAccessLog } = await import('./generate-access-log.js');
      await generateAccessLog(flags);
    });

/** `tidemark generate`: input to try the monitors with. Bad values are a TidemarkError 'usage' out of `parseAsync`. */
export const generateCommand = (): Command =>
  new Command('generate').description('Makes up input to try Tidemark with.').addCommand(accessLogCommand());
