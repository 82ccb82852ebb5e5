import { Command, Option } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { optionValue } from './option-value.js';
import type { WebMonitorFlags } from './web-monitor/run-web-monitor.js';

const positive = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
  throw new TidemarkError('usage', `"${text}" must be at least 1ms, in whole milliseconds.`);
};

const atLeastOne = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TidemarkError('usage', `"${text}" is no count; write a whole number of 1 or more.`);
};

const parsed = <T>(flags: string, description: string, parse: (text: string) => T, text?: string): Option => {
  const [name = flags] = flags.split(' ');
  const option = new Option(flags, description).argParser(optionValue(name, parse));
  return text === undefined ? option : option.default(parse(text), text);
};

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `tidemark web-monitor`: the fourth of the five ready-made pipelines. */
export const webMonitorCommand = (): Command =>
  new Command('web-monitor')
    .summary('Checks web sites, and says when one is down.')
    .description(
      'Checks web sites: URLs, or files of them (YAML, JSON, or a URL on each line), and says when one is down, slow, or its certificate expires.',
    )
    .argument('<targets...>', 'URLs, or files of them; - for standard input')
    .addOption(parsed('--every <time>', 'how often each is checked, 5s to 1d', positive, '1m'))
    .addOption(parsed('--timeout <time>', 'for a whole check', positive, '10s'))
    .addOption(parsed('--concurrency <n>', 'checks at once (default: 2000)', atLeastOne))
    .option('--once', 'check each once, print a table, exit with 3 if any is down')
    .option('--json', 'JSON lines of what comes of each check, and of alerts')
    .option('--out <file>', 'JSON lines of what comes of each check to a file, exactly once')
    .option('--canary <url>', 'answers whenever our own network works; repeatable', collected)
    .option('--resolver <address>', 'name server to ask, such as 127.0.0.1:5353')
    .option('--state <dir>', 'remember there, and go on from there')
    .addOption(parsed('--drain-timeout <time>', 'after a stop, for what is under way', positive, '10s'))
    .option('--print-config', 'print all this as a config, and exit')
    .option('--estimate', 'say how large a PostgreSQL database of its checks grows, and exit')
    // Loaded when it runs: help and the other commands start without it.
    .action(async (targets: readonly string[], flags: WebMonitorFlags) => {
      const { runWebMonitor } = await import('./web-monitor/run-web-monitor.js');
      await runWebMonitor(targets, flags);
    });
