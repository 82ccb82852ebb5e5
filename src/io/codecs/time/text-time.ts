import { DateTime } from 'luxon';
import { monthOf } from './civil-time.js';
import { epochOfTexts } from './epoch-of-texts.js';
import { isoTime } from './iso-time.js';
import type { LocalClock } from './local-clock.js';
import { yearlessTime } from './yearless-time.js';

/** Longest text that is taken for a time. */
const MAX_CHARACTERS = 64;
const SLASH = 0x2f;

/** What `isoTime` leaves: a date alone, slashes, a zone's letters after its offset (alone they do not tell it), a time in the zone of the options. */
const LIKE_ISO =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?: ?(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,5})?)?)?$/;
const CLF = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?: (Z|[+-]\d\d:?\d\d))?$/;
const ASCTIME =
  /^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))? (\d{4})$/;
const YEARLESS =
  /^(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}),? (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?$/;
const RFC_2822 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{2,4} /;
const OTHER_ISO = /^\d{4}(?:\d{4}T|-)/;
const ENDS_WITH_OFFSET = /T.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * ISO 8601 and RFC 3339, with a space for the `T`, slashes for dashes or a comma before the fraction where somebody
 * wrote them so, in epoch milliseconds; NaN for anything else. `clock` is that of times without a zone.
 */
export function isoText(text: string, clock: LocalClock): number {
  if (text.length > MAX_CHARACTERS) return Number.NaN;
  const time = isoTime(text, clock.isUtc ? 0 : 'refused');
  if (time !== undefined) return time;
  const parts = LIKE_ISO.exec(text);
  if (parts === null) return OTHER_ISO.test(text) ? otherIso(text, clock) : Number.NaN;
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  return epochOfTexts({ year, month: Number(month), day, hour, minute, second, fraction }, offset, clock);
}

/** Weeks, ordinal days, and dates without dashes. */
function otherIso(text: string, clock: LocalClock): number {
  const time = DateTime.fromISO(text, { zone: 'utc' }).toMillis();
  return ENDS_WITH_OFFSET.test(text) || Number.isNaN(time) ? time : clock.epochOf(time);
}

/** `10/Oct/2000:13:55:36 -0700`, with or without brackets, fraction and offset, in epoch milliseconds; or NaN. */
export function clfText(text: string, clock: LocalClock): number {
  if (text.length > MAX_CHARACTERS) return Number.NaN;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const parts = CLF.exec(bare);
  if (parts === null) return Number.NaN;
  const [, day, month = '', year, hour, minute, second, fraction, offset] = parts;
  return epochOfTexts({ year, month: monthOf(month), day, hour, minute, second, fraction }, offset, clock);
}

/** Every notation that says by itself what it is: ISO 8601, CLF, RFC 2822, `Sun Dec 04 04:47:44 2005`, and that without its year where the clock can tell it. */
export function textTime(text: string, clock: LocalClock): number {
  if (text.length > MAX_CHARACTERS) return Number.NaN;
  const isClf = text.charCodeAt(2) === SLASH || text.startsWith('[');
  const time = isClf ? clfText(text, clock) : isoText(text, clock);
  if (!Number.isNaN(time)) return time;
  if (RFC_2822.test(text)) return DateTime.fromRFC2822(text).toMillis();
  const asctime = asctimeText(text, clock);
  return Number.isNaN(asctime) && clock.years !== undefined ? yearlessText(text, clock) : asctime;
}

/** `Nov 29 10:00:01`, of a year that is not written. */
function yearlessText(text: string, clock: LocalClock): number {
  const parts = YEARLESS.exec(text);
  if (parts === null) return Number.NaN;
  const [, month = '', day, hour, minute, second, fraction] = parts;
  return yearlessTime({ month: monthOf(month), day, hour, minute, second, fraction }, clock);
}

function asctimeText(text: string, clock: LocalClock): number {
  const parts = ASCTIME.exec(text);
  if (parts === null) return Number.NaN;
  const [, month = '', day, hour, minute, second, fraction, year] = parts;
  return epochOfTexts({ year, month: monthOf(month), day, hour, minute, second, fraction }, undefined, clock);
}
