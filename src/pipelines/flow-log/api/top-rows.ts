import { inSteps } from '../../../io/http/steps.js';
import { OTHERS, type Read, type TotalRow } from './write-rows.js';

/** Rows that are looked at in one step: a large hour takes long, and others wait. */
const AT_ONCE = 2000;

/** The n rows with the greatest sums, the greatest first; of equal ones, the first that came. */
export const topRows = (rows: Read, sum: number, n: number): Promise<readonly TotalRow[]> => {
  const greatestFirst = (a: TotalRow, b: TotalRow): number => compareDigits(b.sums[sum], a.sums[sum]);
  const iterator = rows[Symbol.iterator]();
  let best: TotalRow[] = [];
  return inSteps(() => {
    for (let seen = 0; seen < AT_ONCE; seen++) {
      const { value: row, done } = iterator.next();
      if (done === true) return best.sort(greatestFirst).slice(0, n);
      if (row === OTHERS) return undefined;
      if (row === undefined) continue;
      best.push(row);
      // Sorting keeps equal rows in order, so that cutting in between changes nothing.
      if (best.length >= 4 * n + 64) best = best.sort(greatestFirst).slice(0, n);
    }
    return undefined;
  });
};

/** Whole numbers in decimal digits without leading zeros: the longer one is the greater. */
const compareDigits = (a = '', b = ''): number => {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
};
