import type { Batch } from './batch.js';
import { type ExactNumber, exactValue } from './exact-value.js';
import { groupKey } from './group-key.js';
import type { NumberField } from './number-field.js';
import { defineOperator, type Operator } from './operator.js';
import { loadSettled, noneWaiting, settle, settledSaving, type Unsettled } from './settled-rows.js';
import { TidemarkError } from './tidemark-error.js';
import { WindowRow } from './windows/window-row.js';

export interface TopOptions<O> {
  /** The field to rank by, greatest first; rows without a number there come last. */
  readonly by: NumberField<O>;
  readonly n: number;
  /** Rank within each group of equal values of these fields. */
  readonly per?: readonly (keyof O & string)[];
}

interface TopState<O> extends Unsettled<O> {
  kept: number;
  cut: number;
}

/**
 * The first n rows of every window, greatest first; equal ones stay in the order in which they came, which is the
 * order of their keys. Rows without windows are ranked among those of the same time, when the watermark has passed it.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { batches, count, top, tumbling } from 'tidemark/operators';
 *
 * const rows$ = of({ time: 1_000, section: '/api' }, { time: 2_000, section: '/images' });
 * const busiest$ = rows$.pipe(
 *   batches(),
 *   tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }),
 *   top({ by: 'hits', n: 10 }),
 * );
 * ```
 */
export function top<O extends { readonly time: number }>(options: TopOptions<O>): Operator<O, O> {
  const { by, n, per = [] } = options;
  if (!(Number.isInteger(n) && n > 0))
    throw new TidemarkError('bad-options', 'top: n must be a whole number above 0.');
  const begin = (): TopState<O> => ({ kept: 0, cut: 0, ...noneWaiting() });
  return defineOperator<O, O, TopState<O>>('top', {
    init: begin,
    step(state, batch): Batch<O> {
      const settled = settle(state, batch);
      // Most batches close no window.
      if (settled.rows.length === 0 && settled.late.length === 0) return { ...batch, rows: [] };
      const rows: O[] = [];
      for (const rowsOfWindow of byTime(settled.rows)) {
        for (const group of per.length === 0 ? [rowsOfWindow] : groupsOf(rowsOfWindow, per)) {
          rows.push(...group.sort((a, b) => compared(rank(b, by), rank(a, by))).slice(0, n));
        }
      }
      state.kept += rows.length;
      state.cut += settled.rows.length - rows.length;
      const { late } = settled;
      return { ...batch, rows, rejected: late.length > 0 ? [...batch.rejected, ...late] : batch.rejected };
    },
    load: (saved) => loadSettled<O, TopState<O>>(begin, saved),
    keyed: settledSaving<O, TopState<O>>(begin),
    balance: ({ kept, cut, waiting, late }) => ({
      counted: kept + waiting.rows.size,
      filtered: cut,
      rejected: late,
    }),
  });
}

/** Rows of one window have one time, and stand together but for runs of empty windows: those are ranked with nothing. */
function byTime<O extends { readonly time: number }>(rows: readonly O[]): O[][] {
  const windows: O[][] = [];
  let window: O[] = [];
  for (const row of rows) {
    if (WindowRow.isRun(row)) windows.push([row]);
    else if (window[0] !== undefined && WindowRow.areTogether(window[0], row)) window.push(row);
    else {
      window = [row];
      windows.push(window);
    }
  }
  return windows;
}

function groupsOf<O extends object>(rows: readonly O[], fields: readonly string[]): O[][] {
  const groups = new Map<string, O[]>();
  for (const row of rows) {
    const values: Readonly<Record<string, unknown>> = row as O & Record<string, unknown>;
    const key = groupKey(fields.map((field) => values[field]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

const rank = <O>(row: O, by: keyof O): ExactNumber => exactValue(row[by]) ?? -Infinity;

/** Not their difference: infinities have none, and big integers take no doubles. */
const compared = (a: ExactNumber, b: ExactNumber): number => (a < b ? -1 : a > b ? 1 : 0);
