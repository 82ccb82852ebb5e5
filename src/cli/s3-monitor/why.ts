import { Command } from 'commander';
import type { PrintTestFlags } from './print-test.js';

/** `tidemark s3-monitor why`: all that is known of one test. */
export const whyTestCommand = (): Command =>
  new Command('why')
    .summary('Says all that is known of one test.')
    .description(
      'Says all that is known of one test: what it came to, its times, its key, and what the service calls its requests in its own log.',
    )
    .argument('<test-id>', 'as it stands on lines, in keys, and in rows')
    .option(
      '--state <dir>',
      'where the monitor remembers (default: $STATE_DIRECTORY, or s3-monitor.state here)',
    )
    .option('--json', 'JSON lines')
    .action(async (testId: string, _: PrintTestFlags, command: Command) => {
      const { printTest } = await import('./print-test.js');
      // Options that the monitor has as well are taken for its own.
      await printTest(testId, command.optsWithGlobals<PrintTestFlags>());
    });
