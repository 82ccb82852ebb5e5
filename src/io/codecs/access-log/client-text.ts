import { fieldText } from '../bytes/field-text.js';
import { indexWithin } from '../bytes/index-within.js';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COLON = 0x3a;
const DOT = 0x2e;

/**
 * The client of a line: of an address its port is left out, which differs from request to request, and the brackets that IPv6
 * has before one.
 */
export function clientText(bytes: Buffer, from: number, to: number): string {
  if (bytes[from] === OPEN) {
    const close = indexWithin(bytes, CLOSE, from, to);
    return close < to ? fieldText(bytes, from + 1, close) : fieldText(bytes, from, to);
  }
  const colon = indexWithin(bytes, COLON, from, to);
  return fieldText(bytes, from, colon < to && areDigitsAndDots(bytes, from, colon) ? colon : to);
}

function areDigitsAndDots(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte !== DOT && (byte < 0x30 || byte > 0x39)) return false;
  }
  return bytes.subarray(from, to).includes(DOT);
}
