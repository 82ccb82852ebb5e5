import { Command, Option } from 'commander';
import type { RunFlags } from '../host/run-flags.js';
import { type Address, parseAddress } from '../io/http/address.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { type AccessFlags, accessOfFlags, withAccess } from './access-options.js';
import { optionValue } from './option-value.js';

/** Gathers an option that may be given several times. */
export const gather = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** `tidemark run`: runs the pipelines of configs until they end or are stopped. */
export const runCommand = (): Command =>
  withAccess(
    new Command('run')
      .summary('Runs the pipelines of a config.')
      .description(
        'Runs the pipelines of a config. SIGHUP reads it again; what has not changed keeps running.',
      )
      .argument(
        '[config...]',
        'YAML, JSON or TypeScript; a directory that holds one, or - for standard input (default: tidemark.yaml here)',
      )
      .option('--only <name>', 'only this pipeline; may be repeated', gather)
      .option('--set <path=value>', 'one setting over those of the file; may be repeated', gather)
      .option('--dry-run', 'print what would go out; write and remember nothing')
      .option('--json', 'JSON lines on standard output instead of text')
      .addOption(
        new Option(
          '--listen <address>',
          'where /healthz, /readyz and /metrics are, for configs that do not say',
        )
          .argParser(optionValue('--listen', parseAddress))
          .env('TIDEMARK_LISTEN'),
      ),
  )
    .addOption(
      new Option('--drain-timeout <time>', 'after a stop, for outputs')
        .argParser(optionValue('--drain-timeout', parseDuration))
        .default(10_000, '10s'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 all ended well, 1 a pipeline failed or could read nothing of its input, 2 usage, 78 a config with errors.',
    )
    // Loaded when it runs: help and the other commands start without it.
    .action(
      async (
        configs: readonly string[],
        { listen, ...flags }: RunFlags & AccessFlags & { readonly listen?: Address },
      ) => {
        const access = accessOfFlags(listen, flags);
        const { runConfigs } = await import('../host/run-configs.js');
        await runConfigs(configs, { ...flags, serveAt: listen, access });
      },
    );
