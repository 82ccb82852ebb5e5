import { DateTime } from 'luxon';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { countOf, type EpochUnit, epochMs, guessedEpochMs } from './epoch-time.js';
import { isTimeZone } from './is-time-zone.js';
import { clfText, isoText, textTime } from './text-time.js';

/**
 * How a time is written: by name, or as a pattern of luxon's tokens such as `dd/MM/yyyy HH:mm:ss`.
 *
 * `auto` takes a number, or its digits, for epoch seconds, ms, us or ns by its magnitude, and reads ISO 8601, RFC 3339,
 * RFC 2822, `10/Oct/2000:13:55:36 -0700` and `Sun Dec 04 04:47:44 2005`.
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
  /** Of times that are written without one: an IANA name or an offset such as `UTC+2`; UTC by default. */
  readonly zone?: string;
}

/** The time that a field's value means, in whole epoch milliseconds; NaN if it means none. Never throws. */
export type ReadTime = (value: unknown) => number;

const EPOCHS: ReadonlyMap<string, EpochUnit> = new Map([
  ['epoch', 's'],
  ['epoch_ms', 'ms'],
  ['epoch_us', 'us'],
  ['epoch_ns', 'ns'],
]);
const MAX_CHARACTERS = 128;
/** A pattern without a year would be completed by the clock. */
const HAS_YEAR = /[yXxk]/;

/** Compiled once for each codec. Throws `bad-options` for a zone or a pattern that luxon does not know. */
export function timeReader({ format = 'auto', zone = 'UTC' }: Omit<TimeOptions, 'field'> = {}): ReadTime {
  const local = checkedZone(zone);
  const unit = EPOCHS.get(format);
  if (unit !== undefined) return (value) => epochMs(countOf(value), unit);
  if (format === 'auto') return (value) => autoTime(value, local);
  if (format === 'iso') return (value) => (typeof value === 'string' ? isoText(value, local) : Number.NaN);
  if (format === 'clf') return (value) => (typeof value === 'string' ? clfText(value, local) : Number.NaN);
  return patternReader(format, local);
}

function autoTime(value: unknown, zone: string): number {
  const count = countOf(value);
  if (!Number.isNaN(count)) return guessedEpochMs(count);
  return typeof value === 'string' ? textTime(value, zone) : Number.NaN;
}

function patternReader(pattern: string, zone: string): ReadTime {
  const parser = patternParser(pattern);
  return (value) => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text.length > MAX_CHARACTERS) return Number.NaN;
    return Math.floor(DateTime.fromFormatParser(text, parser, { zone, locale: 'en-US' }).toMillis());
  };
}

function patternParser(pattern: string): ReturnType<typeof DateTime.buildFormatParser> {
  if (HAS_YEAR.test(pattern)) {
    const parser = DateTime.buildFormatParser(pattern, { locale: 'en-US' });
    const nothing = DateTime.fromFormatParser('', parser, { locale: 'en-US' });
    if (nothing.invalidReason === 'unparsable') return parser;
  }
  const names = ['auto', 'iso', ...EPOCHS.keys(), 'clf'].join(', ');
  throw new TidemarkError(
    'bad-options',
    `"${pattern}" is no time format: it is one of ${names}, or a pattern of luxon's tokens with a year in it, such as dd/MM/yyyy HH:mm:ss.`,
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
