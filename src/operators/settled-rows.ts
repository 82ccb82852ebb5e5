import type { Batch, Timed } from './batch.js';
import type { KeyedSaving } from './operator.js';
import { type Rejected, rejectRow } from './rejected.js';
import { addWaiting, loadWaiting, noRowsWaiting, takeWaiting, type WaitingRows } from './waiting-rows.js';
import { WindowRow } from './windows/window-row.js';

/** What is kept by an operator that looks at rows of one window, or of one instant, together. */
export interface Unsettled<R> {
  /** Rows without a window that the watermark has not passed: more of their instant may come. */
  waiting: WaitingRows<R>;
  /** Names of rows that have come or gone since the last save; undefined before the first. */
  changed: Set<string> | undefined;
  watermark: number;
  late: number;
}

export const noneWaiting = <R>(): Unsettled<R> => ({
  waiting: noRowsWaiting(),
  changed: undefined,
  watermark: -Infinity,
  late: 0,
});

/**
 * Rows that wait are written when they come, and taken out when they go. `begin`: makes the state of a machine at its
 * beginning.
 */
export const settledSaving = <R extends Timed, S extends Unsettled<R>>(begin: () => S): KeyedSaving<S> => ({
  head: ({ waiting: _, changed: __, ...head }) => head,
  delta: (state) => {
    const { rows } = state.waiting;
    const changed = [...(state.changed ?? rows.keys())];
    state.changed = new Set();
    return new Map(changed.map((name) => [name, rows.get(name)]));
  },
  load: (saved, named) => {
    // Only what `head` gave comes back in; in the first release that had the rows, too.
    const { waiting = [], ...head } = saved as Partial<Omit<S, 'waiting'>> & {
      readonly waiting?: readonly R[];
    };
    const state: S = { ...begin(), ...head, waiting: loadWaiting<R>(named), changed: new Set() };
    for (const row of waiting) addWaiting(state.waiting, row, state.changed);
    return state;
  },
});

/** A state that was saved whole, by whoever saves no changes; in the first release the rows were a list. */
export const loadSettled = <R extends Timed, S extends Unsettled<R>>(begin: () => S, saved: unknown): S => {
  const { waiting } = saved as { readonly waiting?: unknown };
  return Array.isArray(waiting)
    ? settledSaving<R, S>(begin).load(saved, new Map())
    : { ...begin(), ...(saved as Partial<S>) };
};

/**
 * The rows that are all there are of their window or instant, and those that come too late for it. All rows of a window
 * come in one batch; where chunks end, rows without a window may be cut anywhere: they wait for the watermark, and go on
 * in order of time.
 */
export function settle<R extends Timed>(
  state: Unsettled<R>,
  batch: Batch<R>,
): { readonly rows: readonly R[]; readonly late: readonly Rejected[] } {
  const { watermark } = state;
  state.watermark = Math.max(watermark, batch.watermark);
  // The rows of one stream come from windows, or none does.
  if (state.waiting.rows.size === 0 && batch.rows.every(isOfWindow)) return { rows: batch.rows, late: [] };
  const byRows = batch.rowWatermark ?? Infinity;
  const late: Rejected[] = [];
  const ready = takeWaiting(state.waiting, batch.watermark, state.changed);
  for (const row of batch.rows) {
    if (isOfWindow(row) || (row.time >= watermark && row.time < batch.watermark)) ready.push(row);
    else if (row.time >= watermark) addWaiting(state.waiting, row, state.changed);
    else late.push(rejectRow(row.time >= byRows ? 'late: idle' : 'late', row));
  }
  state.late += late.length;
  return { rows: ready.sort((a, b) => a.time - b.time), late };
}

const isOfWindow = (row: unknown): boolean => WindowRow.originOf(row) !== undefined;
