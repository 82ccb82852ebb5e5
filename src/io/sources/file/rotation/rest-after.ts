/** A burst of events wakes a follower no more often than so many times in one poll interval. */
const WAKES_PER_POLL = 10;

/** How long a follower rests between two looks, in milliseconds. */
export interface Rest {
  /** Whatever happens. */
  readonly least: number;
  /** Where nothing happens. */
  readonly most: number;
}

/**
 * After a look that took so long: however many files there are and whatever is written to them, looking takes a tenth of
 * the time, or where a poll interval is over sooner a fifth at most.
 */
export const restAfter = (spent: number, poll: number): Rest => {
  const most = Math.max(poll, 4 * spent);
  return { most, least: Math.min(most, Math.max(poll / WAKES_PER_POLL, 9 * spent)) };
};
