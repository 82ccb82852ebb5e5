import { isLevel } from '../bytes/is-level.js';
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
  // Nearly every line: an address of digits, no ident and no user, in one look at each byte.
  let i = from;
  while (isOfAddress(bytes[i] as number)) i++;
  if (i > from && i + 5 === open && bytes[i] === SPACE && bytes[i + 1] === DASH && bytes[i + 3] === DASH)
    return true;
  let to = open;
  while (to > from && bytes[to - 1] === SPACE) to--;
  if (bytes[from] === QUOTE) return isQuotedList(bytes, from, to);
  const firstTo = tokenEnd(bytes, from, to);
  if (!isHost(bytes, from, firstTo)) return false;
  // Nearly every line: a client, no ident, and a user that is none.
  if (firstTo + 4 >= to && bytes[firstTo + 1] === DASH) return true;
  if (firstTo === to) return true;
  const second = firstTo + 1;
  const secondTo = tokenEnd(bytes, second, to);
  if (isListed(bytes, from, firstTo)) return !holdsAnother(bytes, afterList(bytes, from, to), to);
  if (bytes[second] === QUOTE) return isSite(bytes, from, firstTo) && isQuotedList(bytes, second, to);
  if (isListed(bytes, second, secondTo))
    return (
      isSite(bytes, from, firstTo) &&
      isHost(bytes, second, secondTo) &&
      !holdsAnother(bytes, afterList(bytes, second, to), to)
    );
  if (isDash(bytes, second, secondTo)) return !holdsAnother(bytes, firstTo, to);
  if (isAddress(bytes, second, secondTo))
    return isSite(bytes, from, firstTo) && !holdsAnother(bytes, secondTo, to);
  if (isAddress(bytes, from, firstTo)) return !holdsAnother(bytes, firstTo, to);
  // A name, and then another: a virtual host and its client, or a client that says who its user is.
  if (!isHost(bytes, second, secondTo)) return false;
  const thirdTo = tokenEnd(bytes, secondTo + 1, to);
  if (isDash(bytes, secondTo + 1, thirdTo))
    return !isLevel(bytes, from, firstTo) && !holdsAnother(bytes, secondTo, to);
  return !holdsFrame(bytes, secondTo, to);
}

const isOfAddress = (byte: number): boolean => byte === DOT || (byte >= 0x30 && byte <= 0x39);

/**
 * Whether a `-`, a bar or a word with a colon behind it stands in `[from, to)`: those are parts of what others write in front.
 */
function holdsFrame(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from + 1; at < to; ) {
    const end = tokenEnd(bytes, at, to);
    if (end - at === 1 && (bytes[at] === DASH || bytes[at] === BAR)) return true;
    if (end === at || bytes[end - 1] === COLON) return true;
    at = end + 1;
  }
  return false;
}

/**
 * Whether another line of an access log seems to begin in `[from, to)`, what follows the client: an ident, and a user of several
 * words of which one is a `-`.
 */
function holdsAnother(bytes: Buffer, from: number, to: number): boolean {
  let words = 0;
  let hasDash = false;
  for (let at = tokenEnd(bytes, from + 1, to) + 1; at < to; ) {
    const end = tokenEnd(bytes, at, to);
    if (end > at) words++;
    hasDash ||= isDash(bytes, at, end);
    at = end + 1;
  }
  return hasDash && words > 1;
}

function tokenEnd(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== SPACE) i++;
  return i;
}

/** Where a list in quotes ends, with the address of the last proxy if that follows; -1 if it is none. */
function quotedEnd(bytes: Buffer, from: number, to: number): number {
  let close = from + 1;
  while (close < to && bytes[close] !== QUOTE) close++;
  if (close === to) return -1;
  for (let at = from + 1; at <= close; ) {
    const end = tokenEnd(bytes, at, close);
    if (!isForwarded(bytes, at, bytes[end - 1] === COMMA ? end - 1 : end)) return -1;
    at = end + 1;
  }
  const proxyTo = tokenEnd(bytes, close + 2, to);
  return isAddress(bytes, close + 2, proxyTo) ? proxyTo : close + 1;
}

/** What a list of forwarded addresses has: addresses, or `unknown` or `-` where there is none. */
function isForwarded(bytes: Buffer, from: number, to: number): boolean {
  if (isAddress(bytes, from, to) || isDash(bytes, from, to)) return true;
  return to - from === 7 && bytes.toString('latin1', from, to) === 'unknown';
}

function isQuotedList(bytes: Buffer, from: number, to: number): boolean {
  const end = quotedEnd(bytes, from, to);
  return end !== -1 && !holdsAnother(bytes, end, to);
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

/** So many hex digits and nothing else are the id of a request or container. */
const ID_BYTES = 8;

/**
 * Whether a name can be a virtual host: old names of clients have slashes, instants of others an `@`; a level or an id is none.
 */
function isSite(bytes: Buffer, from: number, to: number): boolean {
  let hasDigit = false;
  let isHex = to - from >= ID_BYTES;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 0x20;
    if (byte === 0x2f || byte === 0x40) return false;
    if (byte >= 0x30 && byte <= 0x39) hasDigit = true;
    else if (letter < 0x61 || letter > 0x66) isHex = false;
  }
  return !(isHex && hasDigit) && !isLevel(bytes, from, to);
}

function isDash(bytes: Buffer, from: number, to: number): boolean {
  return to - from === 1 && bytes[from] === DASH;
}

/** A name of a host or user, an address, either with a port; `-`, `unix:`; a list goes on behind a comma. */
function isHost(bytes: Buffer, from: number, end: number): boolean {
  const to = end - from > 1 && bytes[end - 1] === COMMA ? end - 1 : end;
  if (from >= to) return false;
  if (bytes[from] === COLON && bytes[from + 1] !== COLON) return false;
  if (bytes[from] === OPEN) return isBracketed(bytes, from + 1, to);
  let colons = 0;
  let isPort = true;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (colons > 0 && (byte < 0x30 || byte > 0x39)) isPort = false;
    if (byte === COLON) colons++;
    else if (!isHostByte(byte) || isMark(bytes, i)) return false;
  }
  if (bytes[to - 1] === COLON && colons === 1) return bytes.toString('latin1', from, to) === 'unix:';
  return colons < 2 ? isPort : isAddress(bytes, from, to);
}

/** A byte-order mark. */
function isMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
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
