import { isMissing, readTable, tableFile } from '../io/lookup/read-table.js';
import { grouped } from '../io/text/grouped.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { ConfigPlan } from './compile/plan-config.js';
import type { PlannedLookup } from './compile/plan-lookups.js';
import type { Diagnostic } from './diagnostic.js';

/** Reads the tables that a config looks things up in, each once: what is wrong with them now, before anything is started. */
export const lookupFaults = async ({ document, pipelines }: ConfigPlan): Promise<readonly Diagnostic[]> => {
  const found: Diagnostic[] = [];
  for (const { lookups } of pipelines) {
    for (const lookup of lookups) {
      const fault = await faultOf(lookup);
      if (fault === undefined) continue;
      const { message, severity } = fault;
      found.push(document.diagnose('unreachable', lookup.at, message, { severity }));
    }
  }
  return found;
};

type Fault = Pick<Diagnostic, 'message' | 'severity'>;

const faultOf = async ({ from, columns }: PlannedLookup): Promise<Fault | undefined> => {
  try {
    const { repeated } = await readTable(from, await tableFile(from), [...columns.values()]);
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
