const MINUS = 0x2d;
/** Digits that always make an exact number. */
const EXACT_DIGITS = 15;
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;
const MAX_BYTES = 64;

/** The number that `bytes[from, to)` is in plain decimal notation, rounded to the nearest double; null if it is none. */
export function decimalNumber(bytes: Buffer, from: number, to: number): number | null {
  if (to - from > EXACT_DIGITS || bytes[from] === MINUS) return slowly(bytes, from, to);
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit >>> 0 > 9) return slowly(bytes, from, to);
    value = value * 10 + digit;
  }
  return from < to ? value : null;
}

function slowly(bytes: Buffer, from: number, to: number): number | null {
  if (to - from > MAX_BYTES) return null;
  const text = bytes.toString('latin1', from, to);
  return DECIMAL.test(text) ? Number(text) : null;
}
