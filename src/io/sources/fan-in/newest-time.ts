import { timeOf } from '../file/start/time-of.js';

/** A time further ahead than this must be confirmed by the next row; as in `eventTime`. Five minutes. */
const AHEAD = 300_000;

/**
 * The newest event time of rows that come one after the other, in epoch milliseconds. A single row from the future does
 * not count: its source would not be read again before all the others have come as far.
 */
export class NewestTime {
  constructor(
    /** -Infinity before the first row. */
    public newest = Number.NEGATIVE_INFINITY,
    /** Of a row that is to be confirmed. */
    public held: number | undefined = undefined,
  ) {}

  see(rows: readonly unknown[]): void {
    for (const row of rows) {
      const time = timeOf(row);
      if (time === undefined) continue;
      if (this.held !== undefined && time >= this.held - AHEAD)
        this.newest = Math.max(this.newest, this.held);
      this.held = undefined;
      if (this.newest !== Number.NEGATIVE_INFINITY && time > this.newest + AHEAD) this.held = time;
      else if (time > this.newest) this.newest = time;
    }
  }
}
