import { isAddress } from './clf-names.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BAR = 0x7c;

/**
 * Whether `bytes[from, open)`, what stands before the time of a line, can be the names of an access log, and not what some
 * other log wrote in front of a line of one: a date and a program, the name of a container, the beginning of a JSON object.
 */
export function arePlausibleNames(bytes: Buffer, from: number, open: number): boolean {
  let to = open;
  while (to > from && bytes[to - 1] === SPACE) to--;
  if (bytes[from] === QUOTE) return !holdsAnother(bytes, quotedEnd(bytes, from, to), to);
  const firstTo = tokenEnd(bytes, from, to);
  if (!isHost(bytes, from, firstTo)) return false;
  // Nearly every line: a client, no ident, and a user that is none.
  if (firstTo + 4 >= to && bytes[firstTo + 1] === DASH) return true;
  if (firstTo === to) return true;
  const second = firstTo + 1;
  const secondTo = tokenEnd(bytes, second, to);
  if (isListed(bytes, from, firstTo)) return !holdsAnother(bytes, afterList(bytes, from, to), to);
  if (bytes[second] === QUOTE) return !holdsAnother(bytes, quotedEnd(bytes, second, to), to);
  if (isListed(bytes, second, secondTo)) return !holdsAnother(bytes, afterList(bytes, second, to), to);
  if (isDash(bytes, second, secondTo)) return !holdsAnother(bytes, secondTo, to);
  if (isAddress(bytes, second, secondTo)) return !holdsAnother(bytes, secondTo, to);
  if (isAddress(bytes, from, firstTo)) return !holdsAnother(bytes, second, to);
  // A name, and then another: a virtual host and its client, or a client that says who its user is.
  if (!isHost(bytes, second, secondTo)) return false;
  const thirdTo = tokenEnd(bytes, secondTo + 1, to);
  if (isDash(bytes, secondTo + 1, thirdTo)) return !holdsAnother(bytes, thirdTo, to);
  return !holdsFrame(bytes, secondTo, to);
}

/** Whether a `-`, a bar or a word with a colon behind it stands in `[from, to)`: those are parts of what others write in front. */
function holdsFrame(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from + 1; at < to; ) {
    const end = tokenEnd(bytes, at, to);
    if (end - at === 1 && (bytes[at] === DASH || bytes[at] === BAR)) return true;
    if (end === at || bytes[end - 1] === COLON) return true;
    at = end + 1;
  }
  return false;
}

/** Whether an address and a `-` behind it stand in `[from, to)`: then the line of an access log begins there. */
function holdsAnother(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; ) {
    while (at < to && bytes[at] === SPACE) at++;
    const end = tokenEnd(bytes, at, to);
    const next = tokenEnd(bytes, end + 1, to);
    if (isDash(bytes, end + 1, next) && isAddress(bytes, at, end)) return true;
    at = end + 1;
  }
  return false;
}

function tokenEnd(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== SPACE) i++;
  return i;
}

function quotedEnd(bytes: Buffer, from: number, to: number): number {
  let i = from + 1;
  while (i < to && bytes[i] !== QUOTE) i++;
  // The address of the last proxy may follow.
  const proxyTo = tokenEnd(bytes, i + 2, to);
  return isAddress(bytes, i + 2, proxyTo) ? proxyTo : i + 1;
}

/** An address, or `unknown`, and a comma. */
function isListed(bytes: Buffer, from: number, to: number): boolean {
  return to - from > 1 && bytes[to - 1] === COMMA;
}

/** Where the list ends that begins at `from`, with the address of the last proxy if that follows. */
function afterList(bytes: Buffer, from: number, to: number): number {
  let end = tokenEnd(bytes, from, to);
  while (end < to && bytes[end - 1] === COMMA) end = tokenEnd(bytes, end + 1, to);
  const proxyTo = tokenEnd(bytes, end + 1, to);
  return isAddress(bytes, end + 1, proxyTo) ? proxyTo : end;
}

function isDash(bytes: Buffer, from: number, to: number): boolean {
  return to - from === 1 && bytes[from] === DASH;
}

/** A name of a host or user, an address, either with a port; `-`, `unix:`; a list goes on behind a comma. */
function isHost(bytes: Buffer, from: number, end: number): boolean {
  const to = end - from > 1 && bytes[end - 1] === COMMA ? end - 1 : end;
  if (from >= to) return false;
  if (bytes[from] === OPEN) return isBracketed(bytes, from + 1, to);
  let colons = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === COLON) colons++;
    else if (!isHostByte(byte)) return false;
  }
  if (bytes[to - 1] === COLON && colons === 1) return bytes.toString('latin1', from, to) === 'unix:';
  return colons < 2 || isAddress(bytes, from, to);
}

/** IPv6 as it is written with a port: `[::1]:80`. */
function isBracketed(bytes: Buffer, from: number, to: number): boolean {
  let close = from;
  while (close < to && bytes[close] !== CLOSE) close++;
  return isAddress(bytes, from, close) && (close + 1 === to || bytes[close + 1] === COLON);
}

/** Letters, digits, `-`, `.`, `_`, `%`, `@`, slashes, and what is not ASCII. */
function isHostByte(byte: number): boolean {
  const letter = byte | 0x20;
  if ((letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39)) return true;
  return byte === DASH || byte === DOT || byte === 0x5f || byte === 0x25 || byte >= 0x80 || OTHERS.has(byte);
}

const OTHERS = new Set([0x40, 0x5c, 0x2a, 0x2b, 0x2f]);
