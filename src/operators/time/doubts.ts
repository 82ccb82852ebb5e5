/** A time that is further past the newest than the lateness, and that nothing has confirmed yet. */
export interface Doubt<T> {
  readonly time: number;
  /** The row, where it is held back itself; else it has been passed on, and counts. */
  readonly row?: T;
}

/** So many rows in a row that leave the newest time behind are no wild clocks: time has gone on. */
export const WITNESSES = 8;
/** As many as are asked for at most, and kept. */
const MOST_WITNESSES = 1024;

/**
 * How many rows in a row are believed. Rows that agreed and were wrong together, as those of a writer in another zone are,
 * make it more: `strikes` counts how often that was so.
 */
export const witnessesNeeded = (confirm: number, strikes: number): number =>
  strikes === 0 ? confirm : Math.max(confirm, Math.min(confirm * 2 ** strikes, MOST_WITNESSES));

/** The least time that doubts tell; Infinity where there are none. */
export const leastOf = (doubts: readonly Doubt<unknown>[]): number =>
  doubts.reduce((least, { time }) => Math.min(least, time), Infinity);

/** The greatest time that doubts tell up to a limit; -Infinity where there is none. */
export const greatestOf = (doubts: readonly Doubt<unknown>[], limit = Infinity): number =>
  doubts.reduce((greatest, { time }) => (time <= limit ? Math.max(greatest, time) : greatest), -Infinity);

/** How far time has come where it has come to `time`: to each doubt that is near it, and near that in turn. */
export function reachedFrom(time: number, doubts: readonly Doubt<unknown>[], near: number): number {
  if (doubts.length === 0) return time;
  let reached = time;
  for (const doubt of doubts.map((one) => one.time).sort((a, b) => a - b)) {
    if (doubt > reached + near) break;
    reached = Math.max(reached, doubt);
  }
  return reached;
}
