import { Command, Option } from 'commander';
import { IANAZone } from 'luxon';
import { systemClock } from '../io/clock.js';
import { accessLog as accessLogCodec } from '../io/codecs/access-log/access-log.js';
import { jsonLines } from '../io/sinks/json-lines.js';
import { stdout } from '../io/sinks/stdout.js';
import { file } from '../io/sources/file.js';
import { stdin } from '../io/sources/stdin.js';
import { parseDuration } from '../operators/parse-duration.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { ACCESS_LOG_FIELDS, accessLog } from '../pipelines/access-log/access-log.js';
import { readable } from '../pipelines/access-log/readable.js';
import { parseRate, type Rate } from '../pipelines/config/rate.js';
import { run } from '../pipelines/run.js';
import { balanceText } from './balance-text.js';
import { optionValue } from './option-value.js';
import { stopSignal } from './stop-signal.js';
import { warn } from './warn.js';

type Format = NonNullable<Parameters<typeof accessLogCodec>[0]>['format'];

interface AccessLogFlags {
  readonly threshold: Rate;
  readonly period: number;
  readonly window: number;
  readonly lateness: number;
  readonly idle: number;
  readonly format: NonNullable<Format>;
  readonly top: number;
  readonly json?: true;
  readonly once?: true;
  readonly zone: string;
}

const positive = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
  throw new TidemarkError('usage', `"${text}" must be at least 1ms, in whole milliseconds.`);
};

const wholeSeconds = (text: string): number => {
  const milliseconds = positive(text);
  if (milliseconds % 1000 === 0) return milliseconds;
  throw new TidemarkError(
    'usage',
    `"${text}" must be whole seconds: the window is counted second by second.`,
  );
};

const atLeastOne = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TidemarkError('usage', `"${text}" is no count; write a whole number of 1 or more.`);
};

const knownZone = (text: string): string => {
  if (IANAZone.isValidZone(text)) return text;
  throw new TidemarkError('usage', `"${text}" is no time zone; write one such as UTC or Europe/Paris.`);
};

async function watch(path: string, flags: AccessLogFlags): Promise<void> {
  const clock = systemClock();
  const once = flags.once === true;
  const reading = { codec: accessLogCodec({ format: flags.format }), fields: ACCESS_LOG_FIELDS, clock };
  const source =
    path === '-'
      ? stdin({ ...reading, live: !once })
      : file({ ...reading, path, follow: !once, onWarning: warn });
  const format = flags.json === true ? jsonLines() : readable({ zone: flags.zone, colours: wantsColours() });
  const spec = accessLog({ ...flags, source, sink: stdout({ format }) });
  const balance = await run(spec, { clock, signal: stopSignal(), onRetry: ({ message }) => warn(message) });
  process.stderr.write(balanceText(balance));
}

/** An option whose default is parsed as if it were typed, and shown as it would be. */
const withDefault = <T>(
  flags: string,
  description: string,
  parse: (text: string) => T,
  text: string,
): Option => {
  const [name = flags] = flags.split(' ');
  return new Option(flags, description).argParser(optionValue(name, parse)).default(parse(text), text);
};

const wantsColours = (): boolean => process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** `tidemark access-log`: the first of the five ready-made pipelines. */
export const accessLogCommand = (): Command =>
  new Command('access-log')
    .description('Watches an HTTP access log: statistics by section, and an alert when traffic is high.')
    .argument('[file]', 'the log; - is standard input', '/var/log/access.log')
    .addOption(
      withDefault('--threshold <rate>', 'alert above this average: 10, 0.5/s, 90/m', parseRate, '10/s'),
    )
    .addOption(withDefault('--period <time>', 'statistics this often', positive, '10s'))
    .addOption(withDefault('--window <time>', 'what the alert averages over', wholeSeconds, '2m'))
    .addOption(withDefault('--lateness <time>', 'how far out of order lines may be', parseDuration, '2s'))
    .addOption(
      withDefault('--idle <time>', 'silence after which time goes on without lines', parseDuration, '10s'),
    )
    .option('--format <name>', 'auto, common, combined, vhost_common, vhost_combined', 'auto')
    .option('--top <n>', 'sections shown of each period', optionValue('--top', atLeastOne), 10)
    .option('--json', 'JSON lines instead of text')
    .option('--once', 'read to the end and exit, instead of following')
    .option('--zone <name>', 'time zone of what is shown', optionValue('--zone', knownZone), 'UTC')
    .action(watch);
