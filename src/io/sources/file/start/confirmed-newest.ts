import { leastOf, reachedFrom, WITNESSES } from '../../../../operators/time/doubts.js';

/** Times that are no further apart than this confirm each other. */
const NEAR = 300_000;

/**
 * The newest of the times of rows in file order, in epoch milliseconds; wild ones from the future do not count, as event
 * time would not believe them. Undefined where there are none.
 */
export const confirmedNewest = (times: readonly number[]): number | undefined => {
  let newest = -Infinity;
  let doubts: number[] = [];
  for (const time of times) {
    if (time <= newest + NEAR) {
      // Time goes on where it was: what was ahead is wild.
      if (time >= newest - NEAR) doubts = [];
      newest = Math.max(newest, time);
      continue;
    }
    doubts.push(time);
    if (doubts.length < WITNESSES) continue;
    const all = doubts.map((one) => ({ time: one }));
    newest = reachedFrom(leastOf(all), all, NEAR);
    doubts = doubts.filter((one) => one > newest);
  }
  doubts.sort((a, b) => a - b);
  const confirmed = doubts.findLastIndex((time, i) => time - (doubts[i - 1] ?? newest) <= NEAR);
  // Rows that are all far apart confirm each other, but for the last one.
  return doubts[confirmed] ?? doubts.at(-2) ?? (newest === -Infinity ? doubts[0] : newest);
};
