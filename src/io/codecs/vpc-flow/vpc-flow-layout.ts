import type { ColumnStrings } from '../columns/column-strings.js';
import { numberColumn, type ReadColumn, textColumn } from '../columns/read-column.js';
import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import { NUMERIC_FLOW_FIELDS } from './vpc-flow-names.js';

/** Which end of its interval is the time of a record. */
export type FlowTime = 'start' | 'end';

export interface VpcFlowLayoutOptions {
  readonly wanted: readonly string[] | 'all';
  readonly strings: ColumnStrings;
  readonly time: FlowTime;
}

/** Where things are in the records that one header describes. */
export interface VpcFlowLayout {
  readonly names: readonly string[];
  /** Index of the time in seconds, and of the one to take where that is `-`; -1 without. */
  readonly time: number;
  readonly otherTime: number;
  readonly plan: RowPlan;
}

/** Names that window rows keep for themselves. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['start', 'start_time'],
  ['end', 'end_time'],
]);

/** The name that a field of a flow log has in rows. */
export const flowFieldName = (name: string): string => RENAMED.get(name) ?? name;

export function vpcFlowLayout(
  names: readonly string[],
  { wanted, strings, time }: VpcFlowLayoutOptions,
): VpcFlowLayout {
  const columns = new Map<string, ReadColumn>();
  for (const [index, name] of names.entries()) {
    if (!columns.has(flowFieldName(name))) columns.set(flowFieldName(name), column(name, index, strings));
  }
  return {
    names,
    time: names.indexOf(time),
    otherTime: names.indexOf(time === 'start' ? 'end' : 'start'),
    plan: new RowPlan(wantedColumns(columns, wanted, columns.keys())),
  };
}

function column(name: string, index: number, strings: ColumnStrings): ReadColumn {
  if (RENAMED.has(name)) return numberColumn(index, 1000);
  if (NUMERIC_FLOW_FIELDS.has(name)) return numberColumn(index);
  return textColumn(index, name.endsWith('addr') ? strings.host : strings.short);
}
