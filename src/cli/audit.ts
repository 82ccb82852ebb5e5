import { Command } from 'commander';
import type { AuditFlags } from './audit-state.js';

/** `tidemark audit`: where every line went, from the state; also beside a running pipeline. */
export const auditCommand = (): Command =>
  new Command('audit')
    .summary('Prints where every line went, and if it adds up.')
    .description(
      'Prints where every line went, from a state directory; exits with 1 where it does not add up.',
    )
    .requiredOption('--state <dir>', 'the state directory')
    .option('--json', 'one JSON object for each pipeline')
    .action(async (flags: AuditFlags) => {
      const { auditState } = await import('./audit-state.js');
      await auditState(flags);
    });
