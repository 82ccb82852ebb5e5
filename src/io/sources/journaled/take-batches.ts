import type { Batch } from './batch.js';

/** Takes batches from the front, whole ones, up to so many rows; one at least, where there is any. */
export const takeBatches = <T>(kept: Batch<T>[], mostRows: number): Batch<T>[] => {
  let rows = 0;
  let count = 0;
  for (const batch of kept) {
    if (count > 0 && rows + batch.rows.length > mostRows) break;
    rows += batch.rows.length;
    count++;
  }
  return kept.splice(0, count);
};
