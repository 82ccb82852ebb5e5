import { isLevel } from '../bytes/is-level.js';
import type { Envelope } from './envelope.js';
import { COLON, find, hostEnd, isDigit, isoEnd, SPACE } from './peel-bytes.js';
import { peelRfc5424 } from './peel-rfc5424.js';
import { hasPid, tagEnd, takeTag } from './syslog-tag.js';

const DASH = 0x2d;
const LESS = 0x3c;
const GREATER = 0x3e;
const MONTHS = new Set(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name) =>
    Buffer.from(name).readUIntBE(0, 3),
  ),
);

/**
 * Syslog: RFC 3164 (`<13>Feb  7 11:48:51 web1 nginx[7]: …`, with or without the number in front or the host), RFC 5424, what
 * rsyslog and journalctl write with ISO 8601 times, Heroku's `… app[web.1]: …`, and a program with its process alone.
 */
export function peelSyslog(out: Envelope, isInner: boolean): boolean {
  const { bytes, from, to } = out;
  const start = priorityEnd(bytes, from, to);
  const priority = start > from ? priorityOf(bytes, start) : -1;
  if (start > from && priority === -1) return false;
  // A year begins with as many digits as no version has.
  if (priority !== -1 && isDigit(bytes[start]) && bytes[start + 1] === SPACE)
    return bytes[start] === 0x31 && peelRfc5424(out, start + 2, priority);
  const yearless = yearlessEnd(bytes, start, to);
  const iso = yearless === -1 ? isoEnd(bytes, start, to) : -1;
  const timeTo = yearless === -1 ? iso : yearless;
  if (timeTo === -1) {
    // Without a time, a tag alone tells; anything may follow a priority.
    const next = tagEnd(bytes, start, to);
    if (next === -1 || (priority === -1 && !hasPid(bytes, start, next))) return false;
    if (priority !== -1) out.tellPriority(priority);
    return takeTag(out, start, next);
  }
  const first = timeTo + 1;
  let tag = first;
  let next = tagEnd(bytes, first, to);
  let hostTo = next === -1 ? hostEnd(bytes, first, to) : -1;
  if (next === -1) {
    // Where a host would be, a program's own log has its level.
    if (hostTo === -1 || isLevel(bytes, first, hostTo)) return false;
    tag = hostTo + 1;
    next = tagEnd(bytes, tag, to);
    if (next === -1 && beginsAnother(bytes, tag, to)) {
      out.tellTime(yearless === -1 ? 'iso' : 'yearless', start, timeTo);
      out.tell('log_host', first, hostTo);
      out.payload(bytes, tag, to);
      return true;
    }
    // Only a priority makes sure that what has no tag is a message of syslog.
    if (next === -1 && priority === -1) return false;
    // `192.0.2.1 - - […`: a name before a dash is the message's own.
    if (next === -1 && bytes[tag] === DASH && bytes[tag + 1] === SPACE) {
      hostTo = -1;
      tag = first;
    }
  }
  // A program's own log begins with such a time too: within another wrapping, and without a host, the process must be there.
  if (iso !== -1 && priority === -1 && (isInner || hostTo === -1) && !hasPid(bytes, tag, next)) return false;
  out.tellTime(yearless === -1 ? 'iso' : 'yearless', start, timeTo);
  if (priority !== -1) out.tellPriority(priority);
  if (hostTo !== -1) out.tell('log_host', first, hostTo);
  if (next !== -1) return takeTag(out, tag, next);
  out.payload(bytes, tag, to);
  return true;
}

/** Whether the head of the machine that wrote the line begins here, behind that of one that passed it on. */
function beginsAnother(bytes: Buffer, from: number, to: number): boolean {
  const start = priorityEnd(bytes, from, to);
  const time = yearlessEnd(bytes, start, to);
  if (time === -1) return false;
  const host = hostEnd(bytes, time + 1, to);
  return tagEnd(bytes, time + 1, to) !== -1 || (host !== -1 && tagEnd(bytes, host + 1, to) !== -1);
}

/** Index behind `<…>`, with the length of a framed message before it; `from` where there is none. */
function priorityEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && at < from + 7 && isDigit(bytes[at])) at++;
  if (at > from && bytes[at] === SPACE && bytes[at + 1] === LESS) at++;
  else if (at > from) return from;
  if (bytes[at] !== LESS) return from;
  const close = find(bytes, GREATER, at + 1, Math.min(to, at + 5));
  if (close <= at + 1) return from;
  for (let i = at + 1; i < close; i++) if (!isDigit(bytes[i])) return from;
  return close + 1;
}

/** The number that ends before the `>` before `end`; -1 if it is none that there can be, or is written with a zero before it. */
function priorityOf(bytes: Buffer, end: number): number {
  let value = 0;
  let unit = 1;
  let i = end - 2;
  for (; isDigit(bytes[i]); i--) {
    value += ((bytes[i] as number) - 0x30) * unit;
    unit *= 10;
  }
  const isPadded = bytes[i + 1] === 0x30 && i + 1 < end - 2;
  return value < 192 && !isPadded ? value : -1;
}

/** Where `Feb  7 11:48:51` or `Feb 07 11:48:51.123` ends, before a space; -1 if it does not begin here. */
function yearlessEnd(bytes: Buffer, from: number, to: number): number {
  if (from + 16 > to || bytes[from + 3] !== SPACE || bytes[from + 9] !== COLON || bytes[from + 12] !== COLON)
    return -1;
  const month =
    ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
  if (!MONTHS.has(month)) return -1;
  const day = bytes[from + 4];
  if ((day !== SPACE && !isDigit(day)) || !isDigit(bytes[from + 5]) || bytes[from + 6] !== SPACE) return -1;
  const end = find(bytes, SPACE, from + 15, Math.min(to, from + 26));
  return end !== -1 && (end === from + 15 || bytes[from + 15] === 0x2e) ? end : -1;
}
