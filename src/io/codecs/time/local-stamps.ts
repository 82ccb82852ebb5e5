import { decimalNumber } from '../columns/decimal-number.js';
import { DayMemory } from './day-memory.js';
import { epochMs } from './epoch-time.js';
import { IsoClock } from './iso-time.js';
import type { LocalClock } from './local-clock.js';
import { monthAt } from './month-at.js';
import type { StampReader } from './stamp-reader.js';
import { TimeOfDay, twoDigits } from './time-of-day.js';
import { utcMidnight } from './utc-midnight.js';

const SPACE = 0x20;
const SLASH = 0x2f;
const COLON = 0x3a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DAY_MS = 86_400_000;

const year = (bytes: Uint8Array, at: number): number => twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);

/** `03/Apr/2023:10:00:01.123`, perhaps with an offset behind it; a time without one is local. */
export function clfStamps(clock: LocalClock): StampReader {
  const days = new DayMemory(11, (bytes, at) =>
    bytes[at + 2] === SLASH && bytes[at + 6] === SLASH
      ? utcMidnight(year(bytes, at + 7), monthAt(bytes, at + 3), twoDigits(bytes, at))
      : Number.NaN,
  );
  const ofDay = new TimeOfDay();
  return {
    read(bytes, from, to) {
      if (to - from < 20 || bytes[from + 11] !== COLON) return Number.NaN;
      const local = ofDay.read(bytes, from + 12, to) + days.at(bytes, from);
      if (ofDay.next === to) return clock.epochOf(local);
      return bytes[ofDay.next] === SPACE ? local - offsetAt(bytes, ofDay.next + 1, to) : Number.NaN;
    },
  };
}

/** `2024/05/01 12:00:00`, local. */
export function slashStamps(clock: LocalClock): StampReader {
  const days = new DayMemory(10, (bytes, at) =>
    bytes[at + 4] === SLASH && bytes[at + 7] === SLASH
      ? utcMidnight(year(bytes, at), twoDigits(bytes, at + 5), twoDigits(bytes, at + 8))
      : Number.NaN,
  );
  const ofDay = new TimeOfDay();
  return {
    read(bytes, from, to) {
      if (to - from < 19 || bytes[from + 10] !== SPACE) return Number.NaN;
      const local = ofDay.read(bytes, from + 11, to) + days.at(bytes, from);
      return ofDay.next === to ? clock.epochOf(local) : Number.NaN;
    },
  };
}

/** `Wed May 01 12:00:00.123456 2024`, with or without the fraction, local. */
export function asctimeStamps(clock: LocalClock): StampReader {
  const days = new DayMemory(6, monthAndDay);
  const ofDay = new TimeOfDay();
  let lastDay = Number.NaN;
  let lastYear = Number.NaN;
  let midnight = Number.NaN;
  return {
    read(bytes, from, to) {
      const end = to - 5;
      if (to - from < 24 || bytes[from + 3] !== SPACE || bytes[from + 10] !== SPACE || bytes[end] !== SPACE)
        return Number.NaN;
      const day = days.at(bytes, from + 4);
      const inYear = year(bytes, to - 4);
      if (day !== lastDay || inYear !== lastYear) {
        midnight = utcMidnight(inYear, Math.floor(day / 100), day % 100);
        lastDay = day;
        lastYear = inYear;
      }
      const within = ofDay.read(bytes, from + 11, end);
      return ofDay.next === end ? clock.epochOf(midnight + within) : Number.NaN;
    },
  };
}

/** `Nov 29`, or `Nov  9`, at `from`, as 1129; NaN if it is neither. */
export function monthAndDay(bytes: Uint8Array, from: number): number {
  const ones = (bytes[from + 5] as number) - 0x30;
  const day =
    bytes[from + 4] === SPACE ? (ones > 0 && ones < 10 ? ones : Number.NaN) : twoDigits(bytes, from + 4);
  return bytes[from + 3] === SPACE ? monthAt(bytes, from) * 100 + day : Number.NaN;
}

/** ISO 8601, with a space or a `T`; local where it has no offset. */
export function isoStamps(clock: LocalClock): StampReader {
  const written = new IsoClock(clock.isUtc ? 0 : 'refused');
  const local = new IsoClock(0);
  return {
    read(bytes, from, to) {
      const time = written.read(bytes, from, to);
      if (clock.isUtc || !Number.isNaN(time)) return time;
      return clock.epochOf(local.read(bytes, from, to));
    },
  };
}

/** Seconds since 1970, with or without a fraction. */
export function epochStamps(): StampReader {
  return {
    read(bytes, from, to) {
      const seconds = decimalNumber(bytes, from, to);
      return seconds === null ? Number.NaN : epochMs(seconds, 's');
    },
  };
}

/** `+zzzz` in milliseconds east of UTC; NaN if `[from, to)` is none. */
function offsetAt(bytes: Uint8Array, from: number, to: number): number {
  const sign = bytes[from] === PLUS ? 1 : bytes[from] === MINUS ? -1 : Number.NaN;
  const minutes = twoDigits(bytes, from + 3);
  const offset = sign * (twoDigits(bytes, from + 1) * 60 + minutes) * 60_000;
  return to - from === 5 && minutes < 60 && Math.abs(offset) < DAY_MS ? offset : Number.NaN;
}
