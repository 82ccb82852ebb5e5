import { WordView } from '../bytes/word-view.js';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const SLASH = 0x2f;
const COLON = 0x3a;
const SPACE = 0x20;
const DOT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** Bytes of `dd/Mon/yyyy`, of `dd/Mon/yyyy:HH:MM:SS` and of `+zzzz`. */
const DATE_BYTES = 11;
const STAMP_BYTES = 20;
const ZONE_BYTES = 5;
const DAY_MS = 86_400_000;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads `[dd/Mon/yyyy:HH:MM:SS +zzzz]`, with a fraction of the second (`SS.fff`, cut to milliseconds) if there is one.
 *
 * Remembers the day, the second and the zone of the line before, each by itself: neighbours share most of them, also where
 * their seconds are shuffled, and what is the same is not read again.
 */
export class ClfTime {
  /** After a `read` that succeeded: the index after the closing bracket. */
  next = 0;
  /**
   * What is remembered, as words: the date in three, `dd/M`, `on/y` and `yyyy`, the time of day in three, `:HH:`, `MM:S` and
   * `M:SS`, and the zone in two, `+hhm` and `hhmm`.
   */
  private dd = 0;
  private on = 0;
  private yyyy = 0;
  private hour = 0;
  private minute = 0;
  private second = 0;
  private hh = 0;
  private mm = 0;
  /** Epoch milliseconds of 00:00:00 of the date in UTC, and the milliseconds of the time of day and of the zone's offset. */
  private dateMs = Number.NaN;
  private dayMs = Number.NaN;
  private zoneMs = Number.NaN;
  private readonly words = new WordView();

  /** Index of the first bracket in `[from, to)` that opens something shaped like a time, or -1. */
  find(bytes: Buffer, from: number, to: number): number {
    const last = to - STAMP_BYTES;
    for (let i = from; i < last; i++) if (bytes[i] === OPEN && hasShape(bytes, i)) return i;
    return -1;
  }

  /** Whether the bracket at `open` opens something shaped like a time. */
  isAt(bytes: Buffer, open: number, to: number): boolean {
    return open < to - STAMP_BYTES && hasShape(bytes, open);
  }

  /** The time whose opening bracket is at `open`, in epoch milliseconds; NaN if it is not a valid one. */
  read(bytes: Buffer, open: number, to: number): number {
    const from = open + 1;
    const dot = from + STAMP_BYTES;
    if (bytes[dot] === DOT) return this.readFraction(bytes, from, to);
    const zone = dot + 1;
    if (zone + ZONE_BYTES >= to || bytes[dot] !== SPACE || bytes[zone + ZONE_BYTES] !== CLOSE)
      return Number.NaN;
    this.next = zone + ZONE_BYTES + 1;
    return this.stamp(bytes, from, zone);
  }

  private readFraction(bytes: Buffer, from: number, to: number): number {
    let at = from + STAMP_BYTES + 1;
    let ms = 0;
    let unit = 100;
    for (; at < to && isDigit(bytes[at]); at++) {
      if (unit >= 1) ms += unit * digit(bytes, at);
      unit /= 10;
    }
    const zone = at + 1;
    if (
      unit === 100 ||
      zone + ZONE_BYTES >= to ||
      bytes[at] !== SPACE ||
      bytes[zone + ZONE_BYTES] !== CLOSE
    ) {
      return Number.NaN;
    }
    this.next = zone + ZONE_BYTES + 1;
    return this.stamp(bytes, from, zone) + ms;
  }

  /** Epoch milliseconds of the date and time at `from` in the zone at `zone`; NaN unless all three are valid. */
  private stamp(bytes: Buffer, from: number, zone: number): number {
    const words = this.words.of(bytes);
    const dd = words.getInt32(from);
    const on = words.getInt32(from + 4);
    const yyyy = words.getInt32(from + 7);
    if (dd !== this.dd || on !== this.on || yyyy !== this.yyyy) {
      this.dateMs = readDate(bytes, from);
      this.dd = dd;
      this.on = on;
      this.yyyy = yyyy;
    }
    const clock = from + DATE_BYTES;
    const hour = words.getInt32(clock);
    const minute = words.getInt32(clock + 4);
    const second = words.getInt32(clock + 5);
    if (hour !== this.hour || minute !== this.minute || second !== this.second) {
      this.dayMs = timeOfDay(bytes, clock);
      this.hour = hour;
      this.minute = minute;
      this.second = second;
    }
    const hh = words.getInt32(zone);
    const mm = words.getInt32(zone + 1);
    if (hh !== this.hh || mm !== this.mm) {
      this.zoneMs = readZone(bytes, zone);
      this.hh = hh;
      this.mm = mm;
    }
    return this.dateMs + this.dayMs - this.zoneMs;
  }
}

function hasShape(bytes: Buffer, open: number): boolean {
  return bytes[open + 3] === SLASH && bytes[open + 7] === SLASH && bytes[open + 12] === COLON;
}

/** `dd/Mon/yyyy` in epoch milliseconds, NaN unless the month has that day. */
function readDate(bytes: Buffer, from: number): number {
  const day = number2(bytes, from);
  const month = MONTHS.indexOf(bytes.toString('latin1', from + 3, from + 6));
  const year = number2(bytes, from + 7) * 100 + number2(bytes, from + 9);
  if (month < 0 || month % 3 !== 0 || !(day >= 1 && day <= daysIn(month / 3, year))) return Number.NaN;
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return date.setUTCFullYear(year, month / 3, day);
}

function daysIn(month: number, year: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 1 && leap ? 29 : (MONTH_DAYS[month] as number);
}

/** `:HH:MM:SS` in milliseconds since midnight; NaN if out of range. A leap second, `:60`, is the second after. */
function timeOfDay(bytes: Buffer, from: number): number {
  const hour = number2(bytes, from + 1);
  const minute = number2(bytes, from + 4);
  const second = number2(bytes, from + 7);
  const valid =
    hour < 24 && minute < 60 && second < 61 && bytes[from + 3] === COLON && bytes[from + 6] === COLON;
  return valid ? (hour * 3600 + minute * 60 + second) * 1000 : Number.NaN;
}

/** `+zzzz` or `-zzzz` in milliseconds east of UTC; NaN if it is no such offset or not less than a day. */
function readZone(bytes: Buffer, from: number): number {
  const hour = number2(bytes, from + 1);
  const minute = number2(bytes, from + 3);
  const sign = bytes[from] === PLUS ? 1 : bytes[from] === MINUS ? -1 : Number.NaN;
  const offset = sign * (hour * 60 + minute) * 60_000;
  return minute < 60 && Math.abs(offset) < DAY_MS ? offset : Number.NaN;
}

/** Two digits; NaN if they are not. */
function number2(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  // As unsigned numbers, bytes below '0' are large too.
  return tens >>> 0 < 10 && ones >>> 0 < 10 ? tens * 10 + ones : Number.NaN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function digit(bytes: Buffer, at: number): number {
  return (bytes[at] as number) - 0x30;
}
