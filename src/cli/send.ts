import { Command, Option } from 'commander';
import { gather } from './run.js';
import type { SendFlags } from './send-message.js';

/** `tidemark send`: sends a test message through an output of a config. */
export const sendCommand = (): Command =>
  new Command('send')
    .summary('Sends a test message to an output.')
    .description(
      'Sends a test message through an output of a config, and says what the other side answered. It is sent once, as if an alert named test fired, and remembered nowhere.',
    )
    .argument('<output>', 'its name under sinks')
    .argument(
      '[config...]',
      'YAML, JSON or TypeScript; a directory that holds one, or - for standard input (default: tidemark.yaml here)',
    )
    .addOption(
      new Option('--state <state>', 'what it says; resolved closes what firing has opened')
        .choices(['firing', 'reminder', 'resolved'])
        .default('firing'),
    )
    .option('--severity <word>', 'that of the alert, such as page')
    .option('--set <path=value>', 'one setting over those of the file; may be repeated', gather)
    .addHelpText('after', '\nExit codes: 0 it was taken, 1 it was not, 2 usage, 78 a config with errors.')
    .action(async (output: string, configs: readonly string[], flags: SendFlags) => {
      const { sendMessage } = await import('./send-message.js');
      await sendMessage(output, configs, flags);
    });
