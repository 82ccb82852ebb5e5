import { exactValue } from './exact-value.js';
import { extendRow } from './extend-row.js';
import type { NumberField } from './number-field.js';
import { defineOperator, type Operator } from './operator.js';
import { loadSettled, noneWaiting, settle, settledSaving, type Unsettled } from './settled-rows.js';
import { WindowRow } from './windows/window-row.js';

export interface ShareOptions<O, As extends string> {
  /** The field whose share is computed. */
  readonly of: NumberField<O>;
  /** The field that takes it. */
  readonly as: As;
}

interface ShareState<O> extends Unsettled<O> {
  passed: number;
}

/**
 * Adds to every row its share of a field's total over the rows of its window; null where the total is 0, and for a run
 * of empty windows. Rows without windows share with those of the same time, when the watermark has passed it.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { batches, count, share, tumbling } from 'tidemark/operators';
 *
 * const rows$ = of({ time: 1_000, section: '/api' }, { time: 2_000, section: '/images' });
 * const shares$ = rows$.pipe(
 *   batches(),
 *   tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }),
 *   share({ of: 'hits', as: 'share' }),
 * );
 * ```
 */
export function share<O extends { readonly time: number }, As extends string>(
  options: ShareOptions<O, As>,
): Operator<O, O & { readonly [K in As]: number | null }> {
  const { of, as } = options;
  const numberOf = (row: O): number => {
    const value = Number(exactValue(row[of]) ?? 0);
    return Number.isFinite(value) ? value : 0;
  };
  const begin = (): ShareState<O> => ({ passed: 0, ...noneWaiting() });
  return defineOperator<O, O & { readonly [K in As]: number | null }, ShareState<O>>('share', {
    init: begin,
    step(state, batch) {
      const settled = settle(state, batch);
      // Most batches close no window.
      if (settled.rows.length === 0 && settled.late.length === 0) return { ...batch, rows: [] };
      const totals = new Map<number | string, number>();
      for (const row of settled.rows)
        totals.set(windowOf(row), (totals.get(windowOf(row)) ?? 0) + numberOf(row));
      state.passed += settled.rows.length;
      const rows = settled.rows.map((row) => {
        const total = totals.get(windowOf(row)) ?? 0;
        const part = { [as]: total === 0 || WindowRow.isRun(row) ? null : numberOf(row) / total };
        return extendRow(row, part as { readonly [K in As]: number | null });
      });
      const { late } = settled;
      return { ...batch, rows, rejected: late.length > 0 ? [...batch.rejected, ...late] : batch.rejected };
    },
    load: (saved) => loadSettled<O, ShareState<O>>(begin, saved),
    keyed: settledSaving<O, ShareState<O>>(begin),
    balance: ({ passed, waiting, late }) => ({
      counted: passed + waiting.rows.size,
      filtered: 0,
      rejected: late,
    }),
  });
}

/** What is shown of a window early is a whole of its own. */
function windowOf(row: { readonly time: number }): number | string {
  const origin = WindowRow.originOf(row);
  return row instanceof WindowRow && origin !== undefined
    ? `${row.start} ${row.end} ${origin.earlyAt}`
    : row.time;
}
