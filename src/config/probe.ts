import { rowName } from './compile/field-names.js';
import type { ConfigPlan } from './compile/plan-config.js';
import { sqlTypesOf } from './compile/sql-types-of.js';
import type { Diagnostic, Path } from './diagnostic.js';

/** Tries the sources and sinks of a config, each once: what cannot be reached as things are. Sends and writes nothing. */
export const probe = async ({ document, pipelines }: ConfigPlan): Promise<readonly Diagnostic[]> => {
  const tried = new Set<string>();
  const found: Diagnostic[] = [];
  const look = async (path: Path, ask: Promise<string | undefined> | undefined): Promise<void> => {
    const key = JSON.stringify(path);
    if (tried.has(key)) return;
    tried.add(key);
    const problem = await ask;
    if (problem !== undefined) found.push(document.diagnose('unreachable', path, problem));
  };
  for (const plan of pipelines) {
    const { sources, streams, rejected, deadLetters, tables, rows } = plan;
    const context = {
      tables,
      nameOf: (written: string) => rowName(rows, written),
      sqlTypeOf: sqlTypesOf(plan),
    };
    for (const { part, settings, path } of sources) await look(path, part.probe?.(settings));
    for (const { part, settings, path } of [
      ...streams.flatMap(({ sinks }) => sinks),
      ...rejected,
      ...deadLetters,
    ]) {
      await look(path, part.probe?.(settings, context));
    }
  }
  return found;
};
