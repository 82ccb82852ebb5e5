const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Where some records of an array end. */
export interface RecordsEnd {
  /** Place of the comma or bracket after them; where there is none, that to which they were looked at, or past it. */
  readonly end: number;
  /** Place of the comma before the last of them, or where they begin. */
  readonly last: number;
}

/**
 * Goes over the records of an array from a place on, to the first comma between two of them at or after `place`, or to the
 * bracket that closes the array; no further than to `most`. It sees texts and brackets only: whatever these are of is judged by
 * `JSON.parse`. Where it cannot be JSON the end is anywhere, and what is before it is no JSON either.
 */
export const endOfRecords = (bytes: Buffer, from: number, place: number, most: number): RecordsEnd => {
  let depth = 0;
  let last = from;
  const stop = Math.min(most, bytes.length);
  let at = from;
  for (; at < stop; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === COMMA) {
      if (depth > 0) continue;
      if (at >= place) return { end: at, last };
      last = at;
    } else if ((byte | 0x20) === 0x7b /* [ { */) depth++;
    else if ((byte | 0x20) === 0x7d /* ] } */ && --depth < 0) return { end: at, last };
  }
  return { end: Math.min(at, bytes.length), last };
};

/** Place of the closing quote; past the end where there is none. */
const endOfText = (bytes: Buffer, start: number): number => {
  let at = bytes.indexOf(QUOTE, start + 1);
  while (at >= 0 && isEscaped(bytes, at)) at = bytes.indexOf(QUOTE, at + 1);
  return at < 0 ? bytes.length : at;
};

/** Backslashes are a pair each, but for the one that is left over. */
const isEscaped = (bytes: Buffer, at: number): boolean => {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before--;
  return (at - before) % 2 === 0;
};
