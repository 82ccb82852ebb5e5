import { isoDate } from '../time/iso-time.js';
import { TimeOfDay, twoDigits } from '../time/time-of-day.js';
import { utcMidnight } from '../time/utc-midnight.js';

const DASH = 0x2d;
const SLASH = 0x2f;
const MAX_DATE_BYTES = 11;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** Reads the date and the time of entries, in UTC. Remembers the date of the entry before, for neighbours share it. */
export class W3cClock {
  private readonly date = new Uint8Array(MAX_DATE_BYTES);
  private dateLength = 0;
  private dateMs = Number.NaN;
  private readonly time = new TimeOfDay();

  /** `2024-02-29`, `29-Feb-2024` or `29/Feb/2024` in epoch milliseconds; NaN if it is none. */
  readDate(bytes: Buffer, from: number, to: number): number {
    const length = to - from;
    if (length > MAX_DATE_BYTES) return Number.NaN;
    const { date } = this;
    let i = length === this.dateLength ? length - 1 : length;
    if (i !== length) while (i >= 0 && date[i] === bytes[from + i]) i--;
    if (i < 0) return this.dateMs;
    this.dateMs = length === MAX_DATE_BYTES ? namedMonth(bytes, from) : isoDate(bytes, from, to);
    for (let k = 0; k < length; k++) date[k] = bytes[from + k] as number;
    this.dateLength = length;
    return this.dateMs;
  }

  /** Milliseconds since midnight; NaN if it is no time. */
  readTime(bytes: Buffer, from: number, to: number): number {
    const ms = this.time.read(bytes, from, to);
    return this.time.next === to ? ms : Number.NaN;
  }
}

/**
 * When an entry was made that has only a time of day: within the 23 hours after the entry before, or up to an hour
 * before it. So one that is earlier by more than an hour is of the next day, and entries may be out of order by an hour,
 * at midnight too. All in epoch milliseconds, the time of day in milliseconds.
 */
export function dayTime(before: number, timeOfDay: number): number {
  const sameDay = Math.floor(before / DAY_MS) * DAY_MS + timeOfDay;
  if (sameDay < before - HOUR_MS) return sameDay + DAY_MS;
  return sameDay >= before + DAY_MS - HOUR_MS ? sameDay - DAY_MS : sameDay;
}

function namedMonth(bytes: Buffer, from: number): number {
  const separator = bytes[from + 2];
  if ((separator !== DASH && separator !== SLASH) || bytes[from + 6] !== separator) return Number.NaN;
  const month = MONTHS.indexOf(bytes.toString('latin1', from + 3, from + 6).toLowerCase());
  if (month % 3 !== 0) return Number.NaN;
  const year = twoDigits(bytes, from + 7) * 100 + twoDigits(bytes, from + 9);
  return utcMidnight(year, month / 3 + 1, twoDigits(bytes, from));
}
