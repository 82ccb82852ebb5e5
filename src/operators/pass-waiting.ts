import type { Timed } from './batch.js';

/**
 * Adds rows to those that wait for the watermark, and parts off those that it has passed. Both are in order of time, and those
 * of one instant in the order in which they came. `waiting` is in that order already, so a batch costs what it brings, however
 * much waits.
 */
export const passWaiting = <R extends Timed>(
  waiting: readonly R[],
  rows: readonly R[],
  watermark: number,
): { readonly passed: R[]; readonly waiting: readonly R[] } => {
  const all = inOrder(waiting, rows);
  const end = firstFrom(all, watermark);
  return { passed: all.slice(0, end), waiting: end === 0 ? all : all.slice(end) };
};

/** Rows in order of time behind which others come: most of those are later, so there is nothing to sort. */
export const inOrder = <R extends Timed>(before: readonly R[], rows: readonly R[]): readonly R[] => {
  if (rows.length === 0) return before;
  const all = [...before, ...rows];
  let last = before.at(-1)?.time ?? -Infinity;
  for (const { time } of rows) {
    if (time < last) return all.sort(byTime);
    last = time;
  }
  return all;
};

/** How many rows are before an instant. */
const firstFrom = (rows: readonly Timed[], time: number): number => {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.time < time) from = middle + 1;
    else to = middle;
  }
  return from;
};

const byTime = (a: Timed, b: Timed): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
