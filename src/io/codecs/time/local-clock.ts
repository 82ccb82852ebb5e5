import { Info } from 'luxon';
import type { Years } from './years.js';

const DAY_MS = 86_400_000;
/** Lines are out of order by less than this; a local time that goes back by more has come for the second time. */
const OUT_OF_ORDER_MS = 120_000;

/**
 * Makes instants of local times, one after the other. An hour that comes twice is resolved by what came before, wherever
 * the zone is: it is the first one until local time goes back. A time that was skipped is read as if the clock had not
 * been put forward.
 *
 * A single wild time among the others does not decide for those that follow.
 */
export class LocalClock {
  /** As zones are named; times in it may also be read by others. */
  readonly zone: string;
  readonly #offsetAt: (instant: number) => number;
  readonly #fixed: number | undefined;
  /** The last instants, the latest first; NaN where there was none. */
  #last = Number.NaN;
  #second = Number.NaN;
  #third = Number.NaN;
  /** The day of the last time: its offsets before and after the change on it or beside it, and when that is. */
  #day = Number.NaN;
  #before = 0;
  #after = 0;
  #change = 0;

  /** The zone must be one that luxon knows. `years` tells those that are not written; without it such are no times. */
  constructor(
    zone: string,
    readonly years?: Years,
  ) {
    this.zone = zone;
    // The usual case does not wait for a library.
    if (zone === 'UTC') {
      this.#offsetAt = () => 0;
      this.#fixed = 0;
      return;
    }
    const known = Info.normalizeZone(zone);
    this.#offsetAt = (instant) => Math.round(known.offset(instant) * 60_000);
    this.#fixed = known.isUniversal ? this.#offsetAt(0) : undefined;
  }

  /** Local times are those of UTC. */
  get isUtc(): boolean {
    return this.#fixed === 0;
  }

  /** The instant of a local time, both in epoch milliseconds, the latter as if it were UTC; NaN of NaN. */
  epochOf(local: number): number {
    if (this.#fixed !== undefined) return local - this.#fixed;
    if (!(Math.abs(local) < 8.64e15 - 3 * DAY_MS)) return Number.NaN;
    const day = Math.floor(local / DAY_MS);
    if (day !== this.#day) this.#lookAt(day);
    const time = this.#before === this.#after ? local - this.#before : this.#near(local);
    this.#third = this.#second;
    this.#second = this.#last;
    this.#last = time;
    return time;
  }

  /** What later times depend on; structured-clonable, undefined where it is nothing. */
  save(): unknown {
    const year = this.years?.save();
    const local = this.#fixed !== undefined || Number.isNaN(this.#last) ? [] : this.#lasts();
    return year === undefined && local.length === 0
      ? undefined
      : [...local, ...(year === undefined ? [] : [{ year }])];
  }

  load(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    const year: unknown = saved.at(-1);
    if (typeof year === 'object' && year !== null && 'year' in year) this.years?.load(Number(year.year));
    if (typeof saved[0] !== 'number') return;
    const [last, second, third] = saved.map(Number);
    this.#last = last ?? Number.NaN;
    this.#second = second ?? Number.NaN;
    this.#third = third ?? Number.NaN;
  }

  #lasts(): readonly number[] {
    return [this.#last, this.#second, this.#third];
  }

  #lookAt(day: number): void {
    let from = (day - 1) * DAY_MS;
    let to = (day + 2) * DAY_MS;
    this.#day = day;
    this.#before = this.#offsetAt(from);
    this.#after = this.#offsetAt(to);
    if (this.#before === this.#after) return;
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (this.#offsetAt(middle) === this.#before) from = middle;
      else to = middle;
    }
    this.#change = to;
  }

  #near(local: number): number {
    const first = local - this.#before;
    const again = local - this.#after;
    if (first >= this.#change && again >= this.#change) return again;
    // Also where it was skipped: then `first` is past the change, and `again` before it.
    if (again < this.#change) return first;
    const reference = this.#reference(first, again);
    return first < reference - OUT_OF_ORDER_MS ? again : first;
  }

  /** The instant that the next one follows: the last, unless that one jumped and the next is at neither of its sides. */
  #reference(first: number, again: number): number {
    const last = this.#last;
    const jumped = Math.abs(last - this.#second) > OUT_OF_ORDER_MS;
    if (!jumped || Math.abs(this.#second - this.#third) > OUT_OF_ORDER_MS) return last;
    const fits = Math.min(Math.abs(first - last), Math.abs(again - last)) <= OUT_OF_ORDER_MS;
    return fits ? last : this.#second;
  }
}

/** Of times in UTC; it remembers nothing. */
export const UTC_CLOCK = new LocalClock('UTC');
