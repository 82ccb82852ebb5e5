import { Command, Option } from 'commander';
import { parseSize } from '../config/settings/parse-size.js';
import { isLoopback } from '../io/http/access.js';
import { type Address, parseAddress } from '../io/http/address.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { parseRate } from '../operators/time/rate.js';
import { type Burst, parseBurst } from '../pipelines/access-log/generator/burst.js';
import type { GenerateFlags } from './generate-access-log.js';
import type { GenerateFilesFlags } from './generate-files.js';
import type { GenerateSitesFlags } from './generate-sites.js';
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
      'where to (default: standard output); a file is appended to, but with --fast it must be new or empty',
    )
    .option('--overwrite', 'with --fast, what is in --out already is thrown away')
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

const MOST_SITES = 10_000;

const parseCount = (text: string): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST_SITES)
    throw new TidemarkError(
      'usage',
      `"${text}" is not a number of sites; write one from 1 to ${MOST_SITES}.`,
    );
  return count;
};

/** The sites are for nobody else. */
const parseLoopback = (text: string): Address => {
  const address = parseAddress(text);
  if (!isLoopback(address))
    throw new TidemarkError(
      'usage',
      `"${text}" is not of this machine alone; write 127.0.0.1:${address.port}.`,
    );
  return address;
};

const sitesCommand = (): Command =>
  new Command('sites')
    .description(
      'Serves made-up web sites to try the web monitor with, until Ctrl-C: fine, slow, flapping, failing, redirecting, resetting, compressed, with a wrong page, an expired certificate and more. Prints their URLs, one a line.',
    )
    .addOption(
      new Option('--count <number>', 'how many; every other one is fine')
        .argParser(optionValue('--count', parseCount))
        .default(50),
    )
    .addOption(
      new Option(
        '--listen <address>',
        'where, on this machine; those over TLS are at the two ports after it; port 0: any that are free',
      )
        .argParser(optionValue('--listen', parseLoopback))
        .default({ host: '127.0.0.1', port: 8100 }, '127.0.0.1:8100'),
    )
    .option('--print-config', 'a config that checks them, instead of their URLs')
    .option('--out <file>', 'where to write them (default: standard output)')
    .addHelpText(
      'after',
      `
Examples:
  tidemark generate sites --out sites.txt
  tidemark generate sites --count 10 | tidemark web-monitor -`,
    )
    .action(async (flags: GenerateSitesFlags) => {
      const { generateSites } = await import('./generate-sites.js');
      await generateSites(flags);
    });

const parsePart = (text: string): number => {
  const [, percent] = /^(\d{1,2}|100)%$/.exec(text) ?? [];
  if (percent !== undefined) return Number(percent) / 100;
  throw new TidemarkError('usage', `"${text}" is no part; write 0% to 100%, for example 20%.`);
};

const parseFileSize = (text: string): number => {
  const size = parseSize(text);
  if (size !== undefined && Number.isSafeInteger(size)) return size;
  throw new TidemarkError(
    'usage',
    `"${text}" is no size; write a number of bytes with a unit, such as 1MiB.`,
  );
};

const parseFiles = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TidemarkError('usage', `"${text}" is no number of files; write a whole number of 1 or more.`);
};

const filesCommand = (): Command =>
  new Command('files')
    .description(
      'Writes made-up files into a directory, slowly, as programs do: to try the file shipper with. Until Ctrl-C, or so many.',
    )
    .argument('<dir>', 'where to; made if it is not there')
    .addOption(
      new Option('--every <duration>', 'one so often')
        .argParser(optionValue('--every', parseLength))
        .default(60_000, '1m'),
    )
    .addOption(
      new Option('--jitter <part>', 'so much sooner or later, by chance')
        .argParser(optionValue('--jitter', parsePart))
        .default(0.2, '20%'),
    )
    .addOption(
      new Option('--count <number>', 'how many (default: until Ctrl-C)').argParser(
        optionValue('--count', parseFiles),
      ),
    )
    .addOption(
      new Option('--size <size>', 'of each')
        .argParser(optionValue('--size', parseFileSize))
        .default(1024 * 1024, '1MiB'),
    )
    .addHelpText(
      'after',
      `
Examples:
  tidemark generate files spool --every 5s --size 100kB
  tidemark generate files spool --count 1 && tidemark file-shipper spool s3://bucket/try --once --settle 2s`,
    )
    .action(async (directory: string, flags: GenerateFilesFlags) => {
      const { generateFiles } = await import('./generate-files.js');
      await generateFiles(directory, flags);
    });

/** `tidemark generate`: input to try the monitors with. Bad values are a TidemarkError 'usage' out of `parseAsync`. */
export const generateCommand = (): Command =>
  new Command('generate')
    .description('Makes up input to try Tidemark with.')
    .addCommand(accessLogCommand())
    .addCommand(sitesCommand())
    .addCommand(filesCommand());
