// A text as it is written: twice its length in UTF-16 code units, plus 1 where they take two bytes each (seven bits a byte,
// the lowest first, the top bit set on all but the last), and the units themselves. Every string has one form, lone
// surrogates too, and no two have the same.

/** Bytes that a text takes at most. */
export const mostBytes = (text: string): number => 5 + 2 * text.length;

/** Writes a text and answers with where it ends. */
export function writeText(bytes: Uint8Array, from: number, text: string): number {
  const { length } = text;
  let at = from;
  let units = 0;
  for (let i = 0; i < length; i++) units |= text.charCodeAt(i);
  const wide = units > 0xff;
  let head = length * 2 + (wide ? 1 : 0);
  for (; head > 0x7f; head = Math.floor(head / 128)) bytes[at++] = (head & 0x7f) | 0x80;
  bytes[at++] = head;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    bytes[at++] = unit & 0xff;
    if (wide) bytes[at++] = unit >>> 8;
  }
  return at;
}

/** Whether this text is written here. */
export function holdsText(bytes: Uint8Array, from: number, text: string): boolean {
  const { length } = text;
  const head = headAt(bytes, from);
  if (lengthOf(head) !== length) return false;
  let at = afterHead(bytes, from);
  if (isWide(head)) {
    for (let i = 0; i < length; i++, at += 2) {
      if (((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) !== text.charCodeAt(i)) return false;
    }
  } else {
    for (let i = 0; i < length; i++, at++) if (bytes[at] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Where a text ends. */
export function endOfText(bytes: Uint8Array, from: number): number {
  const head = headAt(bytes, from);
  return afterHead(bytes, from) + lengthOf(head) * (isWide(head) ? 2 : 1);
}

/** Length of a text, in code units. */
export const lengthOfText = (bytes: Uint8Array, from: number): number => lengthOf(headAt(bytes, from));

/** The bytes of texts; Node's own, in words that whoever has no types of Node knows too. */
export interface TextBytes extends Uint8Array {
  toString(encoding?: 'latin1' | 'utf16le', start?: number, end?: number): string;
}

export function readText(bytes: TextBytes, from: number): string {
  const start = afterHead(bytes, from);
  const end = endOfText(bytes, from);
  return bytes.toString(isWide(headAt(bytes, from)) ? 'utf16le' : 'latin1', start, end);
}

const lengthOf = (head: number): number => Math.floor(head / 2);

const isWide = (head: number): boolean => (head & 1) === 1;

function headAt(bytes: Uint8Array, from: number): number {
  let head = bytes[from] as number;
  if (head < 0x80) return head;
  head = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    head += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return head;
  }
}

function afterHead(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) > 0x7f) at++;
  return at + 1;
}
