import { Command, Option } from 'commander';
import { isTimeZone } from '../io/codecs/time/is-time-zone.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { parseRate } from '../operators/time/rate.js';
import { optionValue } from './option-value.js';
import type { AccessLogFlags } from './run-access-log.js';

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
  if (isTimeZone(text)) return text;
  throw new TidemarkError('usage', `"${text}" is no time zone; write one such as UTC or Europe/Paris.`);
};

const UNITS = ['us', 'ms', 's'];

const knownUnit = (text: string): string => {
  if (UNITS.includes(text)) return text;
  throw new TidemarkError('usage', `"${text}" is no unit; it is one of ${UNITS.join(', ')}.`);
};

const startOrEnd = (text: string): 'start' | 'end' => {
  if (text === 'start' || text === 'end') return text;
  throw new TidemarkError('usage', `"${text}" is no end of a request; write start or end.`);
};

/** Where following begins: a word, or so long before the newest line. */
const startFrom = (text: string): 'beginning' | 'end' | { readonly milliseconds: number } =>
  text === 'beginning' || text === 'end' ? text : { milliseconds: parseDuration(text) };

/** An option whose value is parsed, and whose default is parsed as if it were typed and shown as it would be. */
const parsed = <T>(flags: string, description: string, parse: (text: string) => T, text?: string): Option => {
  const [name = flags] = flags.split(' ');
  const option = new Option(flags, description).argParser(optionValue(name, parse));
  return text === undefined ? option : option.default(parse(text), text);
};

/** `tidemark access-log`: the first of the five ready-made pipelines. */
export const accessLogCommand = (): Command =>
  new Command('access-log')
    .summary('Watches an HTTP access log.')
    .description(
      'Watches an HTTP access log, /var/log/access.log if none is named, - for standard input: statistics by section, alerts on high traffic.',
    )
    .argument('[file]', 'the log; - is standard input', '/var/log/access.log')
    // Said above: the options alone fill a screen.
    .configureHelp({ visibleArguments: () => [] })
    .addOption(parsed('--threshold <rate>', 'alert above this average: 10, 90/m', parseRate, '10/s'))
    .addOption(parsed('--period <time>', 'statistics this often', positive, '10s'))
    .addOption(parsed('--window <time>', 'what the alert averages over', wholeSeconds, '2m'))
    .addOption(parsed('--lateness <time>', 'how far lines may be out of order', parseDuration, '1m'))
    .addOption(parsed('--idle <time>', 'silence after which time goes on', parseDuration, '10s'))
    .option('--stamp <end>', 'times are the start or end of a request', optionValue('--stamp', startOrEnd))
    .option('--format <name>', 'as in a config, or common, combined, vhost_*', 'auto')
    .option('--duration <unit>', 'us, ms or s, of lines that end in it', optionValue('--duration', knownUnit))
    .addOption(parsed('--top <n>', 'sections shown of each period', atLeastOne, '10'))
    .option('--by-site', 'sections of each virtual host apart')
    .option('--json', 'JSON lines instead of text')
    .option('--zone <name>', 'time zone of what is shown', optionValue('--zone', knownZone), 'UTC')
    .option('--once', 'read to the end and exit; do not follow')
    .addOption(parsed('--start <where>', 'beginning, end or 2m (default: a window back)', startFrom))
    .option('--state <dir>', 'remember there, and go on from there')
    .option('--close', 'with --once --state: close open windows')
    .addOption(parsed('--checkpoint <time>', 'commit this often', positive, '1s'))
    .addOption(parsed('--drain-timeout <time>', 'after a stop, for outputs', positive, '10s'))
    .option('--out <file>', 'JSON lines to a file, exactly once')
    .option('--webhook <url>', 'POST transitions there too')
    .option('--print-config', 'print all this as a config, and exit')
    .option('--dead-letters <file>', 'for what the webhook refuses')
    .addOption(parsed('--give-up-after <time>', 'a webhook failing so long refuses', positive))
    // Loaded when it runs: help and the other commands start without it.
    .action(async (path: string, flags: AccessLogFlags) => {
      const { runAccessLog } = await import('./run-access-log.js');
      await runAccessLog(path, flags);
    });
