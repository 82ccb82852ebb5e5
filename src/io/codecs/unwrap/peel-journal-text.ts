import type { Envelope } from './envelope.js';
import { hostEnd, isDigit, SPACE } from './peel-bytes.js';
import { hasPid, tagEnd, takeTag } from './syslog-tag.js';

const HEAD_BYTES = 64;
/** `Wed 2024-05-01 12:00:09 UTC`, of `-o short-full` and `with-unit`. */
const FULL =
  /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) ([A-Z]{2,5}|[+-]\d\d(?::?\d\d)?) /;
/** `1714564809.123456`, of `-o short-unix`. */
const UNIX = /^(\d{9,10}\.\d{6}) /;
/** Seconds since the machine was started, of `-o short-monotonic`, and also since the line before, of `short-delta`. */
const MONOTONIC = /^\[ *\d+\.\d{6}(?: <[ \d.]*>)?\] /;
const UNIT = /\.(?:service|scope|timer|socket|mount|slice|target|path)$/;

/** Text of `journalctl` in other outputs than the usual one, whose lines are those of a syslog. */
export function peelJournalText(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const head = bytes.toString('latin1', from, Math.min(to, from + HEAD_BYTES));
  const full = FULL.exec(head);
  const unix = full === null ? UNIX.exec(head) : null;
  const stamp = full ?? unix ?? MONOTONIC.exec(head);
  if (stamp === null) return false;
  const host = from + stamp[0].length;
  const hostTo = hostEnd(bytes, host, to);
  const tag = hostTo + 1;
  const colon = hostTo === -1 ? -1 : tagEnd(bytes, tag, to);
  // What the kernel says of itself begins with seconds too.
  if (colon === -1 || (full === null && !hasPid(bytes, tag, colon))) return false;
  if (full !== null) out.tellKnownTime(timeOf(full));
  else if (unix !== null) out.tellKnownTime(Math.floor(Number(unix[1]) * 1000));
  out.tell('log_host', host, hostTo);
  takeTag(out, tag, colon);
  const program = bytes.toString('latin1', tag, colon).replace(/\[.*$/, '');
  if (UNIT.test(program)) out.tellText('unit', program);
  return true;
}

/** Whether such a text may begin so: most lines do not. */
export const mayBeJournalText = (bytes: Buffer, from: number): boolean =>
  bytes[from] === 0x5b || isDigit(bytes[from]) || (bytes[from + 3] === SPACE && isDigit(bytes[from + 4]));

/** NaN where the letters of a zone may mean several. */
function timeOf([, date = '', time = '', zone = '']: RegExpExecArray): number {
  const offset = zone === 'UTC' || zone === 'GMT' ? 'Z' : /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone;
  return /^[A-Z]{2,}$/.test(offset)
    ? Number.NaN
    : Date.parse(`${date}T${time}${offset.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
}
