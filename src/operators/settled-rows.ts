import type { Batch, Timed } from './batch.js';
import { inOrder, passWaiting } from './pass-waiting.js';
import { type Rejected, rejectRow } from './rejected.js';
import { WindowRow } from './windows/window-row.js';

/** What is kept by an operator that looks at rows of one window, or of one instant, together. */
export interface Unsettled<R> {
  /** Rows without a window that the watermark has not passed, in order of time: more of their instant may come. */
  waiting: readonly R[];
  watermark: number;
  late: number;
}

export const noneWaiting = (): Unsettled<never> => ({ waiting: [], watermark: -Infinity, late: 0 });

/** A state that was saved: by 0.1.0 with its rows in the order in which they came. */
export const withOrder = <S extends Unsettled<Timed>>(saved: S): S => {
  saved.waiting = inOrder([], saved.waiting);
  return saved;
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
  if (state.waiting.length === 0 && batch.rows.every(isOfWindow)) return { rows: batch.rows, late: [] };
  const byRows = batch.rowWatermark ?? Infinity;
  const late: Rejected[] = [];
  const ofWindows: R[] = [];
  const others: R[] = [];
  for (const row of batch.rows) {
    if (isOfWindow(row)) ofWindows.push(row);
    else if (row.time >= watermark) others.push(row);
    else late.push(rejectRow(row.time >= byRows ? 'late: idle' : 'late', row));
  }
  const { passed, waiting } = passWaiting(state.waiting, others, batch.watermark);
  state.waiting = waiting;
  state.late += late.length;
  return {
    rows: ofWindows.length === 0 ? passed : passed.concat(ofWindows).sort((a, b) => a.time - b.time),
    late,
  };
}

const isOfWindow = (row: unknown): boolean => WindowRow.originOf(row) !== undefined;
