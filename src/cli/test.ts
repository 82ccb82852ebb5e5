import { Command } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { optionValue } from './option-value.js';
import { gather } from './run.js';
import type { TestFlags } from './test-configs.js';

const seedOf = (text: string): number => {
  const seed = Number(text);
  if (/^\d{1,15}$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new TidemarkError('usage', `"${text}" is no seed; write a whole number, such as 1.`);
};

/** `tidemark test`: runs the tests that stand in configs, in virtual time. */
export const testCommand = (): Command =>
  new Command('test')
    .summary('Runs the tests of a config, in virtual time.')
    .description('Runs the tests that stand in a config, in virtual time; reads and sends nothing else.')
    .argument(
      '[config...]',
      'YAML, JSON or TypeScript; a directory that holds one, or - for standard input (default: tidemark.yaml here)',
    )
    .option('--only <name>', 'only the tests of this pipeline; may be repeated', gather)
    .option('--set <path=value>', 'one setting over those of the file; may be repeated', gather)
    .option('--seed <n>', 'of the feeds that are generated for invariants', optionValue('--seed', seedOf), 1)
    .option('--json', 'one JSON object for each test')
    .addHelpText(
      'after',
      '\nExit codes: 0 all passed (or there are none), 1 one failed, 2 usage, 78 a config with errors.',
    )
    .action(async (configs: readonly string[], flags: TestFlags) => {
      const { testConfigs } = await import('./test-configs.js');
      await testConfigs(configs, flags);
    });
