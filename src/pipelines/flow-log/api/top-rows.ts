import { setImmediate as turn } from 'node:timers/promises';
import type { TotalRow } from './write-rows.js';

const AT_ONCE = 4000;

/** The n rows with the greatest sums, the greatest first; of equal ones, the first that came. */
export const topRows = async (
  rows: Iterable<TotalRow | undefined>,
  sum: number,
  n: number,
): Promise<readonly TotalRow[]> => {
  const greatestFirst = (a: TotalRow, b: TotalRow): number => compareDigits(b.sums[sum], a.sums[sum]);
  let best: TotalRow[] = [];
  let seen = 0;
  for (const row of rows) {
    // A large hour takes long, and others wait.
    if (++seen % AT_ONCE === 0) await turn();
    if (row === undefined) continue;
    best.push(row);
    // Sorting keeps equal rows in order, so that cutting in between changes nothing.
    if (best.length >= 4 * n + 64) best = best.sort(greatestFirst).slice(0, n);
  }
  return best.sort(greatestFirst).slice(0, n);
};

/** Whole numbers in decimal digits without leading zeros: the longer one is the greater. */
const compareDigits = (a = '', b = ''): number => {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
};
