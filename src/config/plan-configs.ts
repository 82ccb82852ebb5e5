import { inOrderOfLines } from './compile/in-order-of-lines.js';
import { type ConfigPlan, type PlanOptions, planConfig } from './compile/plan-config.js';
import { configClashes } from './config-clashes.js';
import type { Diagnostic } from './diagnostic.js';
import { formatDiagnostic } from './format-diagnostic.js';
import type { ReadConfig } from './read-config.js';

export type LoadOptions = PlanOptions & { readonly colours?: boolean };

export interface LoadedConfigs {
  /** Those without errors. */
  readonly plans: readonly ConfigPlan[];
  readonly errors: number;
  readonly warnings: number;
  /** In the order of files and lines; nothing that came from outside is in them. */
  readonly diagnostics: readonly Diagnostic[];
  /** All of them as people read them. */
  readonly text: string;
}

const NOTHING = { diagnostics: [] };

/** Checks and compiles configs that are to run together, and whether they get in each other's way. */
export const planConfigs = (configs: readonly ReadConfig[], options: LoadOptions): LoadedConfigs => {
  const { secrets, colours } = options;
  const planned = configs.map(({ document, diagnostics }) => {
    const broken = diagnostics.some(({ severity }) => severity === 'error');
    if (!broken) return planConfig(document, options);
    // Of a text that is wrong itself the rest is looked at, and nothing is run.
    const { diagnostics: others } = document.value === undefined ? NOTHING : planConfig(document, options);
    return { plan: undefined, diagnostics: others };
  });
  const plans = planned.flatMap((one) => one?.plan ?? []);
  const clashes = configClashes(plans);
  const all: Diagnostic[] = [];
  let text = '';
  for (const [i, { document, diagnostics }] of configs.entries()) {
    const own = [
      ...diagnostics,
      ...(planned[i]?.diagnostics ?? []),
      ...clashes.filter(({ plan }) => plan === planned[i]?.plan).map(({ diagnostic }) => diagnostic),
    ];
    for (const diagnostic of inOrderOfLines(own).map((one) => secrets.redactDiagnostic(one))) {
      all.push(diagnostic);
      text += secrets.redact(formatDiagnostic(diagnostic, document.text, colours));
    }
  }
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return { plans, errors, warnings: all.length - errors, diagnostics: all, text };
};
