import type { Envelope } from './envelope.js';
import { find, isoEnd, SPACE } from './peel-bytes.js';

const DASH = 0x2d;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** RFC 5424 behind `<PRI>1 `; Heroku's drains leave the structured data out. */
export function peelRfc5424(out: Envelope, start: number, priority: number): boolean {
  const { bytes, to } = out;
  const timeTo = bytes[start] === DASH && bytes[start + 1] === SPACE ? start + 1 : isoEnd(bytes, start, to);
  if (timeTo === -1) return false;
  const hostTo = find(bytes, SPACE, timeTo + 1, to);
  const appTo = hostTo === -1 ? -1 : find(bytes, SPACE, hostTo + 1, to);
  const pidTo = appTo === -1 ? -1 : find(bytes, SPACE, appTo + 1, to);
  if (pidTo === -1) return false;
  const idTo = find(bytes, SPACE, pidTo + 1, to);
  const data = idTo === -1 ? to : idTo + 1;
  const dataTo = dataEnd(bytes, data, to);
  if (dataTo === -1) return false;
  if (timeTo > start + 1) out.tellTime('iso', start, timeTo);
  out.tellPriority(priority);
  out.tell('log_host', timeTo + 1, hostTo);
  out.tell('program', hostTo + 1, appTo);
  out.tell('pid', appTo + 1, pidTo);
  const message = dataTo > data && bytes[dataTo] === SPACE ? dataTo + 1 : dataTo;
  const isMarked = bytes[message] === 0xef && bytes[message + 1] === 0xbb && bytes[message + 2] === 0xbf;
  out.payload(bytes, Math.min(to, isMarked ? message + 3 : message), to);
  return true;
}

/** Where the structured data that begins here ends: `-`, `[id name="value"][…]`, or nothing; -1 where it does not end. */
function dataEnd(bytes: Buffer, from: number, to: number): number {
  if (from < to && bytes[from] === DASH && (from + 1 === to || bytes[from + 1] === SPACE)) return from + 1;
  let at = from;
  while (at < to && bytes[at] === OPEN) {
    let isQuoted = false;
    for (at++; at < to && (isQuoted || bytes[at] !== CLOSE); at++) {
      if (bytes[at] === BACKSLASH && isQuoted) at++;
      else if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    }
    if (at >= to) return -1;
    at++;
  }
  return at;
}
