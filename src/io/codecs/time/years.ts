const DAY_MS = 86_400_000;
/** Lines are out of order by less than this, whatever wrote them. */
const OUT_OF_ORDER_MS = 31 * DAY_MS;
/** The 29th of February may be so many years back. */
const MOST_YEARS = 8;

/**
 * Tells the years of times that are written without one, of one input, in order. Nothing is later than when the input was
 * written, but for a day: clocks and zones differ. So the first time is the latest that can be, and each after it goes on
 * from the one before, over a new year and, where lines are out of order, back.
 */
export class Years {
  #last = Number.NaN;

  /** `written`: when the input was written to last, as far as is known by now; epoch milliseconds. */
  constructor(private readonly written: () => number) {}

  /** The year; `timeIn` is the time in a year, in epoch milliseconds, NaN where that year has no such day. NaN where none can be. */
  yearOf(timeIn: (year: number) => number): number {
    const limit = this.written() + DAY_MS;
    const latest = new Date(limit).getUTCFullYear();
    let found = Number.NaN;
    // From the latest that can be back: the earliest that is not before the last one is the one that goes on from it.
    for (let year = latest; year > latest - MOST_YEARS; year--) {
      const time = timeIn(year);
      if (!(time <= limit)) continue;
      if (Number.isNaN(found) || time >= this.#last - OUT_OF_ORDER_MS) found = year;
      if (!(time >= this.#last - OUT_OF_ORDER_MS)) break;
    }
    if (!Number.isNaN(found)) this.#last = timeIn(found);
    return found;
  }

  /** What later times depend on; undefined where it is nothing. */
  save(): number | undefined {
    return Number.isNaN(this.#last) ? undefined : this.#last;
  }

  load(last: number): void {
    this.#last = last;
  }
}
