import type { LineParser } from '../line/line-parser.js';

const BRACE = 0x7b;
const DASH = 0x2d;
const LETTER_T = 0x54;

/**
 * Whether a line begins as what containers, shippers and the journal write around every line does: an object, or the time of CRI.
 * Many formats would take that for a part of their first value, and no line of theirs begins so.
 */
export const mayBeAround = (
  bytes: Buffer,
  from: number,
  { readsObjects, keeps }: Pick<LineParser<unknown>, 'readsObjects' | 'keeps'>,
): boolean => {
  if (keeps === 'all') return false;
  if (bytes[from] === BRACE) return readsObjects !== true;
  return (
    keeps === undefined &&
    bytes[from + 4] === DASH &&
    bytes[from + 7] === DASH &&
    bytes[from + 10] === LETTER_T
  );
};
