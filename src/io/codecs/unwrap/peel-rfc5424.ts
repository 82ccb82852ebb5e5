import { isIP } from 'node:net';
import type { Envelope } from './envelope.js';
import { find, has, hostEnd, isDigit, QUOTE, SPACE } from './peel-bytes.js';

const DASH = 0x2d;
const DOT = 0x2e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
/** The most bytes of each part that the RFC allows. */
const PROGRAM_BYTES = 48;
const PID_BYTES = 128;
const ID_BYTES = 32;
/** Of names of users that are looked at. */
const USER_BYTES = 128;

/**
 * RFC 5424 behind `<PRI>1 `, taken at its word: what breaks its rules anywhere is none, and nothing of it is believed. Heroku's
 * drains leave the structured data out.
 */
export function peelRfc5424(out: Envelope, start: number, priority: number): boolean {
  const { bytes, to } = out;
  const hasTime = bytes[start] !== DASH;
  const timeTo = hasTime ? rfc3339End(bytes, start, to) : start + 1;
  if (timeTo === -1 || timeTo >= to || bytes[timeTo] !== SPACE) return false;
  const hostTo = hostEnd(bytes, timeTo + 1, to);
  const program = hostTo + 1;
  const programTo = hostTo === -1 ? -1 : wordEnd(bytes, program, to, PROGRAM_BYTES);
  const pid = programTo + 1;
  const pidTo = programTo === -1 ? -1 : wordEnd(bytes, pid, to, PID_BYTES);
  const id = pidTo + 1;
  const idTo = pidTo === -1 ? -1 : wordEnd(bytes, id, to, ID_BYTES);
  if (idTo === -1) return false;
  const data = Math.min(to, idTo + 1);
  const isOfHeroku = hasTime && bytes[program] !== DASH && idTo - id === 1 && bytes[id] === DASH;
  // Its drains all name the same host, and what begins with a bracket there is a message.
  const isSurelyHeroku =
    isOfHeroku &&
    has(bytes, 'host ', timeTo + 1, program) &&
    (has(bytes, 'app ', program, pid) || has(bytes, 'heroku ', program, pid));
  let dataTo = isSurelyHeroku && bytes[data] === OPEN ? -1 : dataEnd(bytes, data, to);
  if (dataTo === -1) {
    if (!isOfHeroku) return false;
    dataTo = data;
  }
  const message = dataTo > data && bytes[dataTo] === SPACE ? dataTo + 1 : dataTo;
  const beforeMessage = dataTo === data ? pid : id;
  if (bytes[beforeMessage] !== DASH && isUserAndTime(bytes, message, to)) return false;
  if (hasTime) out.tellTime('iso', start, timeTo);
  out.tellPriority(priority);
  out.tell('log_host', timeTo + 1, hostTo);
  out.tell('program', program, programTo);
  out.tell('pid', pid, pidTo);
  out.payload(bytes, Math.min(to, message), to);
  return true;
}

/**
 * Whether a message begins as `bob [07/Feb/2020:`, which is the end of `192.0.2.1 - bob [07/Feb/2020:`: the client of a line of
 * an access log, and a dash behind it, have been taken for parts of a header that is not there. An address there is a client
 * itself.
 */
function isUserAndTime(bytes: Buffer, from: number, to: number): boolean {
  const end = find(bytes, SPACE, from, Math.min(to, from + USER_BYTES));
  if (end === -1 || bytes[end + 1] !== OPEN || !fits(bytes, end + 2, to, '00/')) return false;
  return fits(bytes, end + 8, to, '/0000:') && isIP(bytes.toString('latin1', from, end)) === 0;
}

/** Where a word of printable ASCII ends that begins here, at a space or the end of the line; -1 if there is none so short. */
function wordEnd(bytes: Buffer, from: number, to: number, most: number): number {
  let end = from;
  while (end < to && isPrintable(bytes[end])) end++;
  return end > from && end - from <= most && (end === to || bytes[end] === SPACE) ? end : -1;
}

const isPrintable = (byte: number | undefined): boolean => byte !== undefined && byte > SPACE && byte < 0x7f;

/**
 * Where the structured data ends that begins here, before a space or the end: `-`, or `[id name="value"][…]`; -1 if it is none.
 */
function dataEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  if (bytes[at] === DASH) at++;
  else while (at !== -1 && at < to && bytes[at] === OPEN) at = elementEnd(bytes, at, to);
  return at > from && (at === to || bytes[at] === SPACE) ? at : -1;
}

/** Index behind `[id name="value" …]`; -1 if that does not begin here. */
function elementEnd(bytes: Buffer, from: number, to: number): number {
  let at = nameEnd(bytes, from + 1, to);
  while (at !== -1 && bytes[at] === SPACE) {
    const name = nameEnd(bytes, at + 1, to);
    if (name === -1 || bytes[name] !== EQUALS || bytes[name + 1] !== QUOTE) return -1;
    at = name + 2;
    while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    if (at >= to) return -1;
    at++;
  }
  return at !== -1 && at < to && bytes[at] === CLOSE ? at + 1 : -1;
}

/** Where a name within structured data ends; -1 if none begins here. */
function nameEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && isPrintable(bytes[end]) && !ENDS_NAME.has(bytes[end] ?? 0)) end++;
  return end > from && end - from <= ID_BYTES ? end : -1;
}

const ENDS_NAME = new Set([EQUALS, CLOSE, QUOTE]);

/**
 * Where `2024-05-01T12:00:09.5Z` or `…+02:00` ends, if all of it is as RFC 3339 has it; -1 otherwise. Nine digits of a second
 * at most.
 */
function rfc3339End(bytes: Buffer, from: number, to: number): number {
  if (!fits(bytes, from, to, '0000-00-00T00:00:00') || !isOfCalendar(bytes, from)) return -1;
  let at = from + 19;
  if (bytes[at] === DOT) {
    at++;
    while (at < to && at < from + 29 && isDigit(bytes[at])) at++;
    if (at === from + 20) return -1;
  }
  if (bytes[at] === 0x5a) return at + 1;
  const hasSign = bytes[at] === DASH || bytes[at] === 0x2b;
  return hasSign && fits(bytes, at + 1, to, '00:00') ? at + 6 : -1;
}

/** Whether month, day, hour, minute and second are such as there can be, of an instant whose digits are where they belong. */
function isOfCalendar(bytes: Buffer, from: number): boolean {
  const month = pairAt(bytes, from + 5);
  const day = pairAt(bytes, from + 8);
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31 &&
    pairAt(bytes, from + 11) < 24 &&
    pairAt(bytes, from + 14) < 60 &&
    pairAt(bytes, from + 17) < 60
  );
}

const pairAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] as number) - 0x30) * 10 + (bytes[at + 1] as number) - 0x30;

/** Whether digits stand where the pattern has a 0, and what it says elsewhere. */
function fits(bytes: Buffer, from: number, to: number, pattern: string): boolean {
  if (from + pattern.length > to) return false;
  for (let i = 0; i < pattern.length; i++) {
    const wanted = pattern.charCodeAt(i);
    if (wanted === 0x30 ? !isDigit(bytes[from + i]) : bytes[from + i] !== wanted) return false;
  }
  return true;
}
