import { DayMemory } from './day-memory.js';
import type { LocalClock } from './local-clock.js';
import { isoStamps, monthAndDay } from './local-stamps.js';
import type { StampReader } from './stamp-reader.js';
import { TimeOfDay } from './time-of-day.js';
import { utcMidnight } from './utc-midnight.js';
import { yearBeside } from './year-beside.js';

const SPACE = 0x20;
const NINE = 0x39;

/**
 * The times of a syslog: `Nov 29 10:00:01`, local and without a year, or ISO 8601. The year goes on from that of the line
 * before, over a new year and back. Without `firstYear` the clock tells it, and a time is NaN where that cannot.
 */
export function syslogStamps(clock: LocalClock, firstYear: number | undefined): StampReader {
  const iso = isoStamps(clock);
  const days = new DayMemory(6, monthAndDay);
  const ofDay = new TimeOfDay();
  let year = firstYear ?? Number.NaN;
  let month = 0;
  let day = Number.NaN;
  let midnight = Number.NaN;
  const yearOf = (foundMonth: number, timeIn: (year: number) => number): number => {
    if (firstYear === undefined) return clock.years?.yearOf(timeIn) ?? Number.NaN;
    return month === 0 ? year : yearBeside(year, month, foundMonth);
  };
  /** `within`: the time of day, without which a day does not tell whether it has come. */
  const readDay = (found: number, within: number): void => {
    const foundMonth = Math.floor(found / 100);
    const midnightIn = (one: number): number => utcMidnight(one, foundMonth, found % 100);
    const foundYear = yearOf(foundMonth, (one) => midnightIn(one) + within);
    midnight = midnightIn(foundYear);
    // What cannot be told now may be once more has been written.
    day = Number.isNaN(midnight) ? midnight : found;
    if (Number.isNaN(midnight)) return;
    year = foundYear;
    month = foundMonth;
  };
  return {
    read(bytes, from, to) {
      if ((bytes[from] as number) <= NINE) return iso.read(bytes, from, to);
      if (to - from < 15 || bytes[from + 6] !== SPACE) return Number.NaN;
      const found = days.at(bytes, from);
      const within = ofDay.read(bytes, from + 7, to);
      if (found !== day) readDay(found, within);
      return ofDay.next === to ? clock.epochOf(midnight + within) : Number.NaN;
    },
    save: () => (firstYear === undefined || month === 0 ? undefined : [year, month]),
    load(saved) {
      const known = Array.isArray(saved) ? saved : isOlder(saved) ? [saved.year, saved.month] : [];
      if (known.length === 0) return;
      year = Number(known[0]);
      month = Number(known[1]);
    },
  };
}

/** What lines and wrappings have saved before they were read in the same way as other lines of a syslog. */
const isOlder = (saved: unknown): saved is { readonly year: unknown; readonly month: unknown } =>
  typeof saved === 'object' && saved !== null && 'year' in saved && 'month' in saved;
