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
  const yearOf = (foundMonth: number, midnightIn: (year: number) => number): number => {
    if (firstYear === undefined) return clock.years?.yearOf(midnightIn) ?? Number.NaN;
    return month === 0 ? year : yearBeside(year, month, foundMonth);
  };
  const readDay = (found: number): void => {
    const foundMonth = Math.floor(found / 100);
    const midnightIn = (one: number): number => utcMidnight(one, foundMonth, found % 100);
    const foundYear = yearOf(foundMonth, midnightIn);
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
      if (found !== day) readDay(found);
      const local = midnight + ofDay.read(bytes, from + 7, to);
      return ofDay.next === to ? clock.epochOf(local) : Number.NaN;
    },
    save: () => (firstYear === undefined || month === 0 ? undefined : [year, month]),
    load(saved) {
      if (!Array.isArray(saved)) return;
      year = Number(saved[0]);
      month = Number(saved[1]);
    },
  };
}
