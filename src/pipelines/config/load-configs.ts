import { existsSync } from 'node:fs';
import { isSameAddress, parseAddress } from '../../io/http/address.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type ConfigPlan, type PlanOptions, planConfig } from './compile/plan-config.js';
import { DEFAULT_CONFIGS } from './default-configs.js';
import type { Diagnostic } from './diagnostic.js';
import { formatDiagnostic } from './format-diagnostic.js';
import { readConfig } from './read-config.js';

export interface LoadedConfigs {
  /** Those without errors. */
  readonly plans: readonly ConfigPlan[];
  readonly errors: number;
  readonly warnings: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Every diagnostic as people read it, in the order of files and lines. */
  readonly text: string;
}

/** The names that were given, or the config that lies here. Throws a TidemarkError where there is none. */
export const configPaths = (given: readonly string[]): readonly string[] => {
  if (given.length > 0) return given;
  const found = DEFAULT_CONFIGS.find((name) => existsSync(name));
  if (found !== undefined) return [found];
  throw new TidemarkError('usage', `There is no config here (${DEFAULT_CONFIGS.join(', ')}). Name one.`);
};

/** Reads, checks and compiles configs; nothing is opened but their files. Throws where a file cannot be read at all. */
export const loadConfigs = async (
  paths: readonly string[],
  options: PlanOptions & { readonly colours?: boolean },
): Promise<LoadedConfigs> => {
  const plans: ConfigPlan[] = [];
  const all: Diagnostic[] = [];
  let text = '';
  for (const path of paths) {
    for (const { document, diagnostics } of await readConfig(path)) {
      const broken = diagnostics.some(({ severity }) => severity === 'error');
      const planned = broken ? undefined : planConfig(document, options);
      if (planned?.plan !== undefined) plans.push(planned.plan);
      for (const diagnostic of [...diagnostics, ...(planned?.diagnostics ?? [])]) {
        all.push(diagnostic);
        text += options.secrets.redact(formatDiagnostic(diagnostic, document.text, options.colours));
      }
    }
  }
  for (const diagnostic of [...namedTwice(plans), ...servedTwice(plans)]) {
    all.push(diagnostic);
    text += formatDiagnostic(diagnostic, '', options.colours);
  }
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return { plans, errors, warnings: all.length - errors, diagnostics: all, text };
};

/** Pipelines of one process are told apart by their names. */
const namedTwice = (plans: readonly ConfigPlan[]): readonly Diagnostic[] => {
  const owners = new Map<string, ConfigPlan>();
  const found: Diagnostic[] = [];
  for (const plan of plans) {
    for (const { name } of plan.pipelines) {
      const owner = owners.get(name);
      owners.set(name, owner ?? plan);
      if (owner === undefined) continue;
      const message = `There is a pipeline "${name}" in ${owner.document.file} already; pipelines that run together need different names.`;
      found.push(plan.document.diagnose('contradiction', ['pipelines', name], message, { part: 'key' }));
    }
  }
  return found;
};

/** An address has one server, and a server one config. */
const servedTwice = (plans: readonly ConfigPlan[]): readonly Diagnostic[] =>
  plans.flatMap(({ document, settings: { listen } }, i) => {
    if (listen === undefined) return [];
    const owner = plans
      .slice(0, i)
      .find(
        ({ settings }) =>
          settings.listen !== undefined && isSameAddress(parseAddress(settings.listen), parseAddress(listen)),
      );
    if (owner === undefined) return [];
    const message = `${owner.document.file} listens at ${listen} already; configs that run together need different addresses.`;
    return [document.diagnose('contradiction', ['listen'], message)];
  });
