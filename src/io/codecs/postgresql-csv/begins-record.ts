const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
/** A zero stands for any digit. */
const SECOND = Buffer.from('0000-00-00 00:00:00');
const FRACTION_DIGITS = 6;
const ZONE_BYTES = 9;

/**
 * Whether `bytes[from, to)` begins as a record of csvlog does, which nothing within one does: a time with its zone, a user and a
 * database in quotes or neither, and a process.
 */
export function beginsRecord(bytes: Buffer, from: number, to: number): boolean {
  if (to - from < SECOND.length) return false;
  for (let i = 0; i < SECOND.length; i++) {
    const byte = bytes[from + i] as number;
    const expected = SECOND[i] as number;
    if (expected === ZERO ? !isDigit(byte) : byte !== expected) return false;
  }
  let at = from + SECOND.length;
  if (bytes[at] === DOT) {
    const end = digitsEnd(bytes, at + 1, to);
    if (end === at + 1 || end > at + 1 + FRACTION_DIGITS) return false;
    at = end;
  }
  if (bytes[at] !== SPACE) return false;
  const zone = at + 1;
  for (at = zone; at < to && isOfZone(bytes[at] as number); ) at++;
  if (at === zone || at > zone + ZONE_BYTES) return false;
  const database = nameEnd(bytes, at, to);
  const process = database === -1 ? -1 : nameEnd(bytes, database, to);
  if (process === -1 || process >= to || bytes[process] !== COMMA) return false;
  const end = digitsEnd(bytes, process + 1, to);
  return end > process + 1 && end < to && bytes[end] === COMMA;
}

/** The end of a name in quotes, or of nothing, behind the comma at `comma`; -1 where neither is there. */
function nameEnd(bytes: Buffer, comma: number, to: number): number {
  if (comma >= to || bytes[comma] !== COMMA) return -1;
  let at = comma + 1;
  if (at >= to || bytes[at] !== QUOTE) return at;
  // Doubled, it is one of the name.
  for (at++; at < to; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 === to || bytes[at + 1] !== QUOTE) return at + 1;
    at++;
  }
  return -1;
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at] as number)) at++;
  return at;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

/** Capitals, digits, and what is in an offset. */
const isOfZone = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x3a;
