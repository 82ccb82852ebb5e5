/** A time further ahead than this of the others must be confirmed by the next row; as in `eventTime`. One hour. */
const AHEAD = 3_600_000;

/**
 * The newest of the times of rows in file order, in epoch milliseconds; a single row from the future does not count.
 * Undefined where there are none.
 */
export const confirmedNewest = (times: readonly number[]): number | undefined => {
  let newest: number | undefined;
  let held: number | undefined;
  for (const time of times) {
    if (held !== undefined && time >= held - AHEAD) newest = Math.max(newest ?? held, held);
    held = undefined;
    if (newest === undefined || time > newest + AHEAD) held = time;
    else newest = Math.max(newest, time);
  }
  return newest ?? held;
};
