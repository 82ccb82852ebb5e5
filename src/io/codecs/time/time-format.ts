import { DateTime } from 'luxon';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { countOf, type EpochUnit, epochMs, guessedEpochMs } from './epoch-time.js';
import { isTimeZone } from './is-time-zone.js';
import { LocalClock, UTC_CLOCK } from './local-clock.js';
import { clfText, isoText, textTime } from './text-time.js';
import { yearlessTime } from './yearless-time.js';
import { Years } from './years.js';

/**
 * How a time is written: by name, or as a pattern of luxon's tokens such as `dd/MM/yyyy HH:mm:ss`.
 *
 * `auto` takes a number, or its digits, for epoch seconds, ms, us or ns by its magnitude, and reads ISO 8601, RFC 3339,
 * RFC 2822, `10/Oct/2000:13:55:36 -0700`, `Sun Dec 04 04:47:44 2005`, and `Nov 29 10:00:01`, whose year is told by when the
 * input was written, as it is of a pattern without one.
 */
export type TimeFormat =
  | 'auto'
  | 'iso'
  | 'epoch'
  | 'epoch_ms'
  | 'epoch_us'
  | 'epoch_ns'
  | 'clf'
  | (string & {});

export interface TimeOptions {
  /** Which field holds the time. Each format has a default. */
  readonly field?: string;
  /** `auto` by default. */
  readonly format?: TimeFormat;
  /**
   * `end`: a row has the time that is written. Absent: so has a row of a format that writes what it logs when it is over; a
   * format that is known to write the time at which that began gives it the time at which it was over, where it tells how
   * long it took. So the rows of a log come in the order of their times.
   */
  readonly stamp?: 'end';
  /** Of times that are written without one: an IANA name or an offset such as `UTC+2`; UTC by default. */
  readonly zone?: string;
}

/**
 * The time that a field's value means, in whole epoch milliseconds; NaN if it means none. Never throws. Values are those of
 * one input, in order: local times that come twice are told apart by those before.
 */
export interface ReadTime {
  (value: unknown): number;
  /** What later times depend on. */
  readonly clock: LocalClock;
}

const EPOCHS: ReadonlyMap<string, EpochUnit> = new Map([
  ['epoch', 's'],
  ['epoch_ms', 'ms'],
  ['epoch_us', 'us'],
  ['epoch_ns', 'ns'],
]);
const MAX_CHARACTERS = 128;
const SLASH = 0x2f;
const DASH = 0x2d;

const HAS_YEAR = /[yXxk]/;
/** The year that is not written can be told of a day and a month alone. */
const HAS_DATE = /^(?=.*[ML])(?=.*d)(?!.*[ZzfFDtT])/;
/** Tokens of a zone, or of an epoch; and the macros that have a zone in them. */
const NAMES_AN_INSTANT = /[ZzXx]|F{3,4}|t{3,4}|T{3,4}/;

/**
 * Made once for each input. `written`: when that was written to last, for times without a year. Throws `bad-options` for a zone
 * or a pattern that luxon does not know.
 */
export function timeReader(options: Omit<TimeOptions, 'field'> = {}, written?: () => number): ReadTime {
  const clock = localClock(options.zone, written);
  return Object.assign(readerOf(options.format ?? 'auto', clock), { clock });
}

/** Of times without a zone. Throws `bad-options` for a zone that luxon does not know. */
export function localClock(zone = 'UTC', written?: () => number): LocalClock {
  const name = checkedZone(zone);
  if (written !== undefined) return new LocalClock(name, new Years(written));
  return name === 'UTC' ? UTC_CLOCK : new LocalClock(name);
}

function readerOf(format: TimeFormat, clock: LocalClock): (value: unknown) => number {
  const unit = EPOCHS.get(format);
  if (unit !== undefined) return (value) => epochMs(countOf(value), unit);
  if (format === 'auto') return remembering((value) => autoTime(value, clock));
  if (format === 'iso') return (value) => (typeof value === 'string' ? isoText(value, clock) : Number.NaN);
  if (format === 'clf')
    return remembering((value) => (typeof value === 'string' ? clfText(value, clock) : Number.NaN));
  return patternReader(format, clock);
}

const CLF_WITH_OFFSET = /^..\/.* [+-]\d{4}$/;

/** Lines of one second have one text: it is read once, where it says its offset and so means the same in every line. */
function remembering(read: (value: unknown) => number): (value: unknown) => number {
  let last: string | undefined;
  let time = Number.NaN;
  return (value) => {
    if (value === last && last !== undefined) return time;
    if (typeof value !== 'string' || value.charCodeAt(2) !== SLASH || !CLF_WITH_OFFSET.test(value))
      return read(value);
    last = value;
    time = read(value);
    return time;
  };
}

function autoTime(value: unknown, clock: LocalClock): number {
  // Mostly ISO 8601, which is no count.
  if (typeof value === 'string' && value.charCodeAt(4) === DASH) return textTime(value, clock);
  const count = countOf(value);
  if (!Number.isNaN(count)) return guessedEpochMs(count);
  return typeof value === 'string' ? textTime(value, clock) : Number.NaN;
}

function patternReader(pattern: string, clock: LocalClock): (value: unknown) => number {
  if (!HAS_YEAR.test(bare(pattern)) && HAS_DATE.test(bare(pattern))) return yearlessReader(pattern, clock);
  const parser = patternParser(pattern);
  const isLocal = !NAMES_AN_INSTANT.test(bare(pattern));
  const zone = isLocal ? 'utc' : clock.zone;
  return (value) => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text.length > MAX_CHARACTERS) return Number.NaN;
    const time = Math.floor(DateTime.fromFormatParser(text, parser, { zone, locale: 'en-US' }).toMillis());
    return isLocal && !Number.isNaN(time) ? clock.epochOf(time) : time;
  };
}

/** Reads as if the year stood behind, in one that has every day. */
function yearlessReader(pattern: string, clock: LocalClock): (value: unknown) => number {
  const parser = patternParser(`${pattern} yyyy`);
  return (value) => {
    if (typeof value !== 'string' || value.length > MAX_CHARACTERS) return Number.NaN;
    const read = DateTime.fromFormatParser(`${value} 2000`, parser, { zone: 'utc', locale: 'en-US' });
    if (!read.isValid) return Number.NaN;
    const { month, day, hour, minute, second, millisecond } = read;
    const [days, hours, minutes, seconds] = [day, hour, minute, second].map(String);
    return yearlessTime(
      {
        month,
        day: days,
        hour: hours,
        minute: minutes,
        second: seconds,
        fraction: String(millisecond).padStart(3, '0'),
      },
      clock,
    );
  };
}

/** Without what stands for itself. */
const bare = (pattern: string): string => pattern.replace(/'[^']*'/g, '');

function patternParser(pattern: string): ReturnType<typeof DateTime.buildFormatParser> {
  if (HAS_YEAR.test(pattern)) {
    const parser = DateTime.buildFormatParser(pattern, { locale: 'en-US' });
    const nothing = DateTime.fromFormatParser('', parser, { locale: 'en-US' });
    if (nothing.invalidReason === 'unparsable') return parser;
  }
  const names = ['auto', 'iso', ...EPOCHS.keys(), 'clf'].join(', ');
  throw new TidemarkError(
    'bad-options',
    `"${pattern}" is no time format: it is one of ${names}, or a pattern of luxon's tokens with a year, or a month and a day, such as dd/MM/yyyy HH:mm:ss.`,
  );
}

function checkedZone(zone: string): string {
  if (zone.toLowerCase() === 'utc') return 'UTC';
  if (isTimeZone(zone) || DateTime.fromMillis(0, { zone }).isValid) return zone;
  throw new TidemarkError(
    'bad-options',
    `"${zone}" is no time zone; write for example Europe/Paris or UTC+2.`,
  );
}
