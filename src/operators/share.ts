import { extendRow } from './extend-row.js';
import { defineOperator, type Operator } from './operator.js';
import { WindowRow } from './window-row.js';

export interface ShareOptions<O, As extends string> {
  /** The field whose share is computed. */
  readonly of: keyof O & string;
  /** The field that takes it. */
  readonly as: As;
}

/**
 * Adds to every row its share of a field's total over the rows of its window; null where the total is 0, and for a run
 * of empty windows.
 */
export function share<O extends { readonly time: number }, As extends string>(
  options: ShareOptions<O, As>,
): Operator<O, O & { readonly [K in As]: number | null }> {
  const { of, as } = options;
  const numberOf = (row: O): number => {
    const value = row[of];
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  };
  return defineOperator<O, O & { readonly [K in As]: number | null }, { passed: number }>('share', {
    init: () => ({ passed: 0 }),
    step(state, batch) {
      if (batch.rows.length === 0) return { ...batch, rows: [] };
      const totals = new Map<number | string, number>();
      for (const row of batch.rows)
        totals.set(windowOf(row), (totals.get(windowOf(row)) ?? 0) + numberOf(row));
      state.passed += batch.rows.length;
      const rows = batch.rows.map((row) => {
        const total = totals.get(windowOf(row)) ?? 0;
        const part = { [as]: total === 0 || WindowRow.isRun(row) ? null : numberOf(row) / total };
        return extendRow(row, part as { readonly [K in As]: number | null });
      });
      return { ...batch, rows };
    },
    tally: ({ passed }) => ({ counted: passed, filtered: 0, rejected: 0 }),
  });
}

/** Rows of one window have one time; what is shown of it early is a whole of its own. */
function windowOf(row: { readonly time: number }): number | string {
  const early = WindowRow.originOf(row)?.earlyAt;
  return early === undefined ? row.time : `${row.time} ${early}`;
}
