import { BadConfig } from '../config/bad-config.js';
import type { ConfigPlan } from '../config/compile/plan-config.js';
import type { PipelinePlan } from '../config/compile/plan-pipeline.js';
import type { Diagnostic } from '../config/diagnostic.js';
import { formatDiagnostic } from '../config/format-diagnostic.js';
import { configPaths, loadConfigs } from '../config/load-configs.js';
import { lookupFaults } from '../config/lookup-faults.js';
import { parseOverride } from '../config/parse-override.js';
import { builtParts } from '../config/parts/built-parts.js';
import { probe } from '../config/probe.js';
import { Secrets } from '../config/secrets.js';
import { wantsColours } from '../host/colours.js';
import { log } from '../host/log.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface CheckFlags {
  readonly offline?: true;
  readonly online?: true;
  readonly set?: readonly string[];
  readonly json?: true;
}

/** Checks configs and says what is wrong, or in a line each that nothing is. Throws BadConfig where there are errors. */
export async function checkConfigs(given: readonly string[], flags: CheckFlags): Promise<void> {
  if (flags.offline === true && flags.online === true) {
    throw new TidemarkError('usage', '--offline and --online exclude each other.');
  }
  const secrets = new Secrets();
  const colours = wantsColours(process.stderr);
  const loaded = await loadConfigs(configPaths(given), {
    parts: builtParts,
    environment: process.env,
    secrets,
    offline: flags.offline === true,
    overrides: (flags.set ?? []).map(parseOverride),
    colours,
  });
  const found: Diagnostic[] = [...loaded.diagnostics];
  let text = loaded.text;
  for (const plan of flags.offline === true ? [] : loaded.plans) {
    const tried = flags.online === true ? await probe(plan) : [];
    for (const diagnostic of [...(await lookupFaults(plan, builtParts)), ...tried]) {
      found.push(diagnostic);
      text += secrets.redact(formatDiagnostic(diagnostic, plan.document.text, colours));
    }
  }
  if (flags.json === true) {
    for (const one of found) process.stdout.write(`${secrets.redact(JSON.stringify(one))}\n`);
    text = '';
  }
  const errors = found.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) throw new BadConfig(text, errors);
  if (text !== '') log.show(text);
  if (flags.json !== true) for (const plan of loaded.plans) process.stdout.write(summaryOf(plan));
}

const many = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

const summaryOf = ({ document, pipelines }: ConfigPlan): string => {
  const alerts = pipelines.reduce(
    (n, { settings }) =>
      n +
      Object.values(settings.streams ?? {}).reduce(
        (m, stream) => m + Object.keys(stream?.alerts ?? {}).length,
        0,
      ),
    0,
  );
  const streams = pipelines.reduce((n, { fields }) => n + fields.size - 1, 0);
  return `${oneLine(document.file)}: ${many(pipelines.length, 'pipeline')} (${pipelines.map(({ name }) => name).join(', ')}), ${many(streams, 'stream')}, ${many(alerts, 'alert')}: all is well.\n${pipelines.map(renamedIn).join('')}`;
};

/** What rows call the fields that a config calls otherwise: `web: userId is user_id in rows.` */
const renamedIn = ({ name, renamed, rows }: PipelinePlan): string => {
  if (renamed.size === 0) return '';
  const said = [...renamed].map(([written, field]) => {
    const unit = rows.known[field]?.unit;
    return `${written} is ${field}${unit === 'duration' ? ', in milliseconds' : unit === 'size' ? ', in bytes' : ''}`;
  });
  return `  ${oneLine(name)}: in its rows ${said.join('; ')}.\n`;
};
