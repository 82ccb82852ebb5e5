import type { SlotFields } from './slot-fields.js';

const SPACE = 0x20;
const ZERO = 0x30;
const ONE = 0x31;
const NINE = 0x39;
const DASH = 0x2d;
const COLON = 0x3a;
const LESS = 0x3c;
const MORE = 0x3e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const LETTER_T = 0x54;
/** Bytes of `Nov 29 10:00:01`. */
const STAMP_BYTES = 15;
/** Heads of machines that pass a line on, before that of the machine that wrote it. */
const MOST_RELAYS = 2;

/** The first slots of a format whose lines stand in a syslog. */
export const SYSLOG_SLOTS = ['time', 'hostname', 'program', 'pid'];
const [TIME, HOSTNAME, PROGRAM, PID] = [0, 1, 2, 3];

/**
 * Sets the slots of what a syslog puts before a message, `Nov 29 10:00:01 host program[123]: ` or the same with a time of ISO
 * 8601, and answers where the message begins; -1 where there is no such thing. Of a line that was passed on, the head that
 * was there first counts, whatever stands before it.
 */
export function takeSyslogHead(bytes: Buffer, from: number, to: number, fields: SlotFields): number {
  let message = takeHead(bytes, from, to, fields);
  let relayed = message === -1 ? behindHost(bytes, from, to) : message;
  for (let relays = 0; relays < MOST_RELAYS && relayed !== -1; relays++) {
    const inner = afterPriority(bytes, relayed, to);
    // RFC 5424 within: what stands around it is taken off, and it is read then.
    if (inner > relayed && bytes[inner] === ONE && bytes[inner + 1] === SPACE) return -1;
    if (!beginsHead(bytes, inner, to)) return message;
    const own = takeHead(bytes, inner, to, fields);
    if (own === -1) {
      const next = behindHost(bytes, inner, to);
      // A message that only begins with a time.
      if (next === -1) return message === -1 ? -1 : takeHead(bytes, from, to, fields);
      relayed = next;
    } else {
      message = own;
      relayed = own;
    }
  }
  return message;
}

function takeHead(bytes: Buffer, from: number, to: number, fields: SlotFields): number {
  fields.clear();
  const time = afterPriority(bytes, from, to);
  const timeTo = stampEnd(bytes, time, to);
  if (timeTo >= to || bytes[timeTo] !== SPACE) return -1;
  fields.set(TIME, time, timeTo);
  const name = timeTo + 1;
  const nameTo = wordEnd(bytes, name, to);
  // A program, in a syslog that does not say the machine; an address may end with two.
  const isProgram = bytes[nameTo - 1] === COLON && bytes[nameTo - 2] !== COLON;
  if (nameTo >= to || isProgram) return -1;
  fields.set(HOSTNAME, name, nameTo);
  const program = nameTo + 1;
  let at = program;
  while (at < to && bytes[at] !== COLON && bytes[at] !== OPEN && bytes[at] !== SPACE) at++;
  if (at === program || at >= to) return -1;
  fields.set(PROGRAM, program, at);
  if (bytes[at] === OPEN) {
    const pid = at + 1;
    at = pid;
    while (at < to && isDigit(bytes[at])) at++;
    if (bytes[at] !== CLOSE) return -1;
    fields.set(PID, pid, at);
    at++;
  }
  if (bytes[at] !== COLON || at >= to) return -1;
  return bytes[at + 1] === SPACE ? Math.min(at + 2, to) : at + 1;
}

/** Where a line goes on behind a time and a host; -1 where it has none. */
function behindHost(bytes: Buffer, from: number, to: number): number {
  const timeTo = stampEnd(bytes, afterPriority(bytes, from, to), to);
  if (timeTo >= to || bytes[timeTo] !== SPACE) return -1;
  const nameTo = wordEnd(bytes, timeTo + 1, to);
  return nameTo > timeTo + 1 && nameTo < to ? nameTo + 1 : -1;
}

/**
 * Whether a time with the machine and the program behind it begins here. Programs write times themselves: behind one that has a
 * year, only a process makes sure that it is a head.
 */
function beginsHead(bytes: Buffer, from: number, to: number): boolean {
  const isYearless = isCapital(bytes[from]) && bytes[from + 3] === SPACE && bytes[from + 9] === COLON;
  const isIso = isDigit(bytes[from]) && bytes[from + 4] === DASH && bytes[from + 10] === LETTER_T;
  if (!isYearless && !isIso) return false;
  if (isYearless) return bytes[from + 12] === COLON && bytes[from + STAMP_BYTES] === SPACE;
  const host = wordEnd(bytes, from, to) + 1;
  const program = wordEnd(bytes, host, to) + 1;
  const programTo = wordEnd(bytes, program, to);
  return programTo <= to && bytes[programTo - 1] === COLON && bytes[programTo - 2] === CLOSE;
}

const stampEnd = (bytes: Buffer, from: number, to: number): number =>
  isDigit(bytes[from]) ? wordEnd(bytes, from, to) : from + STAMP_BYTES;

/** After `<134>`, where that stands here. */
function afterPriority(bytes: Buffer, from: number, to: number): number {
  if (bytes[from] !== LESS) return from;
  let at = from + 1;
  while (at < to && at < from + 4 && isDigit(bytes[at])) at++;
  return bytes[at] === MORE ? at + 1 : from;
}

function wordEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== SPACE) at++;
  return at;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

const isCapital = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
