import { indexOfByte } from '../bytes/index-of-byte.js';

const LF = 0x0a;
const CR = 0x0d;

/** Calls back for each line, `bytes[from, to)` without its end, of bytes that end with a newline, and where the next begins, until it answers true. Blank lines are none. */
export function eachLine(bytes: Buffer, isLast: (from: number, to: number, next: number) => boolean): void {
  for (let from = 0; from < bytes.length; ) {
    const { to, next } = lineEnd(bytes, from);
    if (to > from && isLast(from, to, next)) return;
    from = next;
  }
}

/** Where the line ends that begins at `from` in bytes that end with a newline, and where the next begins. */
export function lineEnd(bytes: Buffer, from: number): { readonly to: number; readonly next: number } {
  const end = indexOfByte(bytes, LF, from);
  return { to: end > from && bytes[end - 1] === CR ? end - 1 : end, next: end + 1 };
}
