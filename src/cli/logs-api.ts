import { Command, Option } from 'commander';
import type { LogsApiOptions } from '../config/ready-made/logs-api-config.js';
import type { ReadyMadeFlags } from '../host/run-ready-made.js';
import { parseAddress } from '../io/http/address.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { type AccessFlags, accessOfFlags, withAccess } from './access-options.js';
import { optionValue } from './option-value.js';

const positive = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
  throw new TidemarkError('usage', `"${text}" must be at least 1ms, in whole milliseconds.`);
};

const whole = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TidemarkError('usage', `"${text}" is no whole number, such as 1000000.`);
};

const option = (flags: string, description: string, parse: (text: string) => number): Option =>
  new Option(flags, description).argParser(optionValue(flags.split(' ', 1)[0] ?? flags, parse));

type Flags = Omit<LogsApiOptions, 'token'> & AccessFlags & ReadyMadeFlags;

/** `tidemark logs-api`: results of probes, each one line of a log. */
export const logsApiCommand = (): Command =>
  withAccess(
    new Command('logs-api')
      .summary('Keeps results of probes, each as a line of a log.')
      .description(
        'Takes results of probes over HTTP (POST /logs), and writes each to a log, as one line and once.',
      )
      .addOption(
        new Option('--listen <address>', 'where to listen')
          .argParser(optionValue('--listen', parseAddress))
          .default(parseAddress('127.0.0.1:8081'), '127.0.0.1:8081')
          .env('TIDEMARK_LISTEN'),
      ),
  )
    .option('--file <path>', 'the log', 'logs.txt')
    .addOption(new Option('--format <format>', 'of the log').choices(['text', 'jsonl']).default('text'))
    .option('--size <size>', 'begin another log before one is larger than this, such as 64MiB')
    .addOption(option('--every <time>', 'begin another log this often, such as 1d', positive))
    .option('--state <dir>', 'remember there: what is answered with 200 is on disk (default: beside the log)')
    .addOption(option('--ids <number>', 'results that are known at most (default: 1000000)', whole))
    .addOption(option('--keep <time>', 'how long a result is known (default: 7d)', positive))
    .addOption(
      option('--drain-timeout <time>', 'after a stop, for what is under way', positive).default(
        10_000,
        '10s',
      ),
    )
    .option('--print-config', 'print all this as a config, and exit')
    // Loaded when it runs: help and the other commands start without it.
    .action(async (flags: Flags) => {
      const { token } = accessOfFlags(flags.listen, flags);
      const [{ logsApiConfig }, { runReadyMade }] = await Promise.all([
        import('../config/ready-made/logs-api-config.js'),
        import('../host/run-ready-made.js'),
      ]);
      const tree = logsApiConfig({ ...flags, token: typeof token === 'string' ? 'TIDEMARK_TOKEN' : token });
      await runReadyMade(tree, flags);
    });
