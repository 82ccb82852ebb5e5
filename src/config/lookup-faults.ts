import { isMissing, readTable, tableFile } from '../io/lookup/read-table.js';
import { grouped } from '../io/text/grouped.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { ConfigPlan } from './compile/plan-config.js';
import type { PipelinePlan } from './compile/plan-pipeline.js';
import type { Diagnostic, Path } from './diagnostic.js';
import { findFormat, tableOf } from './parts/format.js';
import type { TableOfFile } from './parts/format-table.js';
import type { Parts } from './parts/part.js';
import type { PartSetting } from './settings/part-setting.js';

/** Reads the tables that a config looks things up in, each once: what is wrong with them now, before anything is started. */
export const lookupFaults = async (
  { document, pipelines }: ConfigPlan,
  parts: Parts,
): Promise<readonly Diagnostic[]> => {
  const found: Diagnostic[] = [];
  for (const plan of pipelines) {
    for (const { at, table } of tablesOf(plan, parts)) {
      const fault = await faultOf(table);
      if (fault === undefined) continue;
      const { message, severity } = fault;
      found.push(document.diagnose('unreachable', at, message, { severity }));
    }
  }
  return found;
};

/** A table, and where the config names it. */
interface NamedTable {
  readonly at: Path;
  readonly table: TableOfFile;
}

const tablesOf = ({ lookups, sources }: PipelinePlan, parts: Parts): readonly NamedTable[] => [
  ...sources.flatMap(({ part, settings, path }) => {
    const format = part.format?.(settings) as PartSetting | undefined;
    const table = format === undefined ? undefined : tableOf(format, parts);
    if (table?.file === undefined) return [];
    return { at: [...path, 'format', findFormat(format, parts).part.name, table.setting], table: table.file };
  }),
  ...lookups.map(({ at, from, columns }) => ({ at, table: { path: from, columns: [...columns.values()] } })),
];

type Fault = Pick<Diagnostic, 'message' | 'severity'>;

const faultOf = async ({ path: from, columns, details }: TableOfFile): Promise<Fault | undefined> => {
  try {
    const { repeated } = await readTable(from, await tableFile(from), columns, details);
    if (repeated === undefined) return undefined;
    const { times, key, line } = repeated;
    const more = times === 1 ? '' : `, and ${grouped(times - 1)} more come again`;
    return {
      severity: 'warning',
      message: `${from} has ${JSON.stringify(key.slice(0, 80))} again in line ${line}${more}: the last line of each counts.`,
    };
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    // It may be written before the pipeline starts.
    return isMissing(error)
      ? {
          severity: 'warning',
          message: `There is no file ${from}: it has to be there when the pipeline starts.`,
        }
      : { severity: 'error', message: error.message };
  }
};
