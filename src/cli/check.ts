import { Command } from 'commander';
import type { CheckFlags } from './check-configs.js';
import { gather } from './run.js';

/** `tidemark check`: says everything that is wrong with configs, and starts nothing. */
export const checkCommand = (): Command =>
  new Command('check')
    .summary('Says everything that is wrong with a config.')
    .description('Says everything that is wrong with a config, and starts nothing.')
    .argument(
      '[config...]',
      'YAML, JSON or TypeScript; a directory that holds one, or - for standard input (default: tidemark.yaml here)',
    )
    .option('--offline', 'variables and secret files need not be there')
    .option('--online', 'also try sources and outputs')
    .option('--set <path=value>', 'one setting over those of the file; may be repeated', gather)
    .option('--json', 'one JSON object for each thing that is wrong')
    .addHelpText('after', '\nExit codes: 0 all is well (warnings included), 2 usage, 78 errors.')
    .action(async (configs: readonly string[], flags: CheckFlags) => {
      const { checkConfigs } = await import('./check-configs.js');
      await checkConfigs(configs, flags);
    });
