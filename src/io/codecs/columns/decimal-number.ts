const MINUS = 0x2d;
const DOT = 0x2e;
/** Digits, and a point, that always make an exact number. */
const EXACT_BYTES = 16;
const EXACT_DIGITS = 15;
/** Both sides of a division by one of these are exact, so its result is the nearest number. */
const POWERS = Array.from({ length: EXACT_DIGITS }, (_, i) => 10 ** i);
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;
const MAX_BYTES = 64;

/** The number that `bytes[from, to)` is in plain decimal notation, rounded to the nearest double; null if it is none. */
export function decimalNumber(bytes: Buffer, from: number, to: number): number | null {
  if (to - from > EXACT_BYTES || bytes[from] === MINUS) return slowly(bytes, from, to);
  let value = 0;
  let point = -1;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit >>> 0 <= 9) value = value * 10 + digit;
    else if (bytes[i] === DOT && point === -1) point = i;
    else return null;
  }
  if (point === -1) return to - from > EXACT_DIGITS ? slowly(bytes, from, to) : from < to ? value : null;
  return point > from && point < to - 1 ? value / (POWERS[to - 1 - point] as number) : null;
}

function slowly(bytes: Buffer, from: number, to: number): number | null {
  if (to - from > MAX_BYTES) return null;
  const text = bytes.toString('latin1', from, to);
  return DECIMAL.test(text) ? Number(text) : null;
}
