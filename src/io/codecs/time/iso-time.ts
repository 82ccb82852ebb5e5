import { TimeOfDay, twoDigits } from './time-of-day.js';
import { utcMidnight } from './utc-midnight.js';

const DASH = 0x2d;
const PLUS = 0x2b;
const COLON = 0x3a;
const SPACE = 0x20;
const DATE_BYTES = 10;
const DAY_MS = 86_400_000;
/** Longer than any instant that somebody writes. */
const MAX_BYTES = 64;

/** What an instant without a zone means: milliseconds that it is east of UTC, 0 for UTC, or that it is refused. */
export type MissingZone = number | 'refused';

/**
 * Reads ISO 8601 instants from bytes: `yyyy-mm-dd`, a `T` or a space, `HH:MM`, `:SS` and a fraction of any length (cut
 * to milliseconds), each optional, and `Z`, `±hh:mm`, `±hhmm` or `±hh`, perhaps after a space, or no zone.
 *
 * Remembers the day of the instant before, for neighbours share it.
 */
export class IsoClock {
  private readonly date = new Uint8Array(DATE_BYTES);
  private dateMs = Number.NaN;
  private readonly time = new TimeOfDay();

  private readonly missingMs: number;

  constructor(missing: MissingZone = 0) {
    this.missingMs = missing === 'refused' ? Number.NaN : missing;
  }

  /** The instant that is all of `bytes[from, to)`, in epoch milliseconds; NaN if it is none. A second of 60 is the one after. */
  read(bytes: Uint8Array, from: number, to: number): number {
    const separator = from + DATE_BYTES;
    if (separator >= to || to - from > MAX_BYTES) return Number.NaN;
    // `T`, `t` or a space.
    if (((bytes[separator] as number) | 0x20) !== 0x74 && bytes[separator] !== SPACE) return Number.NaN;
    const ms = this.time.read(bytes, separator + 1, to);
    return this.midnight(bytes, from) + ms - this.zone(bytes, this.time.next, to);
  }

  private midnight(bytes: Uint8Array, from: number): number {
    const { date } = this;
    for (let i = DATE_BYTES - 1; i >= 0; i--) {
      if (date[i] === bytes[from + i]) continue;
      this.dateMs = isoDate(bytes, from, from + DATE_BYTES);
      for (let k = 0; k < DATE_BYTES; k++) date[k] = bytes[from + k] as number;
      break;
    }
    return this.dateMs;
  }

  /** Milliseconds east of UTC; NaN if `[from, to)` is no zone. */
  private zone(bytes: Uint8Array, from: number, to: number): number {
    if (from === to) return this.missingMs;
    const at = bytes[from] === SPACE ? from + 1 : from;
    if (at + 1 === to) return ((bytes[at] as number) | 0x20) === 0x7a ? 0 : Number.NaN;
    const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : Number.NaN;
    const length = to - at;
    const minuteAt = at + (length === 6 && bytes[at + 3] === COLON ? 4 : 3);
    if (length !== 3 && minuteAt + 2 !== to) return Number.NaN;
    const minute = length === 3 ? 0 : twoDigits(bytes, minuteAt);
    const offset = sign * (twoDigits(bytes, at + 1) * 60 + minute) * 60_000;
    return minute < 60 && Math.abs(offset) < DAY_MS ? offset : Number.NaN;
  }
}

/** When the day `yyyy-mm-dd`, all of `bytes[from, to)`, began in UTC, in epoch milliseconds; NaN if it is none. */
export function isoDate(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== DATE_BYTES || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return Number.NaN;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  return utcMidnight(year, twoDigits(bytes, from + 5), twoDigits(bytes, from + 8));
}

const scratch = Buffer.alloc(MAX_BYTES + 4);
const clockInUtc = new IsoClock();

/** An ISO 8601 instant, as `IsoClock` reads it, in epoch milliseconds; undefined if the text is none. */
export function isoTime(text: string, zone: MissingZone = 0): number | undefined {
  if (text.length > MAX_BYTES) return undefined;
  const clock = zone === 0 ? clockInUtc : new IsoClock(zone);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A byte of it could pass for a digit.
    if (code > 0x7f) return undefined;
    scratch[i] = code;
  }
  const ms = clock.read(scratch, 0, text.length);
  return Number.isNaN(ms) ? undefined : ms;
}
