import { Command } from 'commander';
import type { InitFlags } from './init-from.js';

/** `tidemark init`: a config made of that of another monitor. */
export const initCommand = (): Command =>
  new Command('init')
    .summary('Makes a config of that of another monitor.')
    .description(
      'Makes a config for the web monitor of those of Gatus, blackbox_exporter (with the one of Prometheus that scrapes it, for its targets), Upptime (.upptimerc.yml) and Uptime Kuma (its backup, as JSON). What could not be taken over is said, item by item, and stands in the config as comments.',
    )
    .requiredOption('--from <file...>', 'configs of other monitors; several of one are read together')
    .option(
      '--out <file>',
      'where to write it; a file that is there is not replaced (default: standard output)',
    )
    .addHelpText(
      'after',
      `
Examples:
  tidemark init --from gatus/config.yaml --out tidemark.yaml
  tidemark init --from blackbox.yml prometheus.yml > tidemark.yaml`,
    )
    .action(async (flags: InitFlags) => {
      const { initFrom } = await import('./init-from.js');
      initFrom(flags);
    });
