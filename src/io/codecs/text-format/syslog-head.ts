import type { SlotFields } from './slot-fields.js';

const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LESS = 0x3c;
const MORE = 0x3e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** Bytes of `Nov 29 10:00:01`. */
const STAMP_BYTES = 15;

/** The first slots of a format whose lines stand in a syslog. */
export const SYSLOG_SLOTS = ['time', 'hostname', 'program', 'pid'];
const [TIME, HOSTNAME, PROGRAM, PID] = [0, 1, 2, 3];

/**
 * Sets the slots of what a syslog puts before a message, `Nov 29 10:00:01 host program[123]: ` or the same with a time of ISO
 * 8601, and answers where the message begins; -1 where there is no such thing.
 */
export function takeSyslogHead(bytes: Buffer, from: number, to: number, fields: SlotFields): number {
  fields.clear();
  const time = bytes[from] === LESS ? afterPriority(bytes, from, to) : from;
  const timeTo = isDigit(bytes[time]) ? wordEnd(bytes, time, to) : time + STAMP_BYTES;
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

/** After `<134>`. */
function afterPriority(bytes: Buffer, from: number, to: number): number {
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
