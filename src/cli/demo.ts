import { Command, Option } from 'commander';
import { parseDuration } from '../operators/time/parse-duration.js';
import type { DemoFlags } from './demo/run-demo.js';
import { optionValue } from './option-value.js';

/** `tidemark demo`: something to see at once: a log that is made up, and the monitor that watches it. */
export const demoCommand = (): Command =>
  new Command('demo')
    .summary('Makes up a log, watches it, and alerts.')
    .description(
      'Makes up an access log with a burst of requests, and watches it: statistics, an alert that fires, and recovers. Nothing is kept.',
    )
    .addOption(
      new Option('--for <time>', 'how long; every 36s there is a burst')
        .argParser(optionValue('--for', (text) => Math.round(parseDuration(text))))
        .default(36_000, '36s'),
    )
    .option('--json', 'JSON lines instead of text')
    .option('--print-config', 'print the config that runs, and exit')
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('./demo/run-demo.js');
      await runDemo(flags);
    });
