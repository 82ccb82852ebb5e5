import { largeWhole, numberInText } from './number-in-text.js';

/** A number to its last digit: a whole one past 2^53 is a big integer. The two compare with each other exactly. */
export type ExactNumber = number | bigint;

/** Longer whole numbers are doubles: whatever they count, nobody reads their last digit. */
const MOST = 10n ** 100n;

/** The number that a value holds, to its last digit; undefined where it holds none. */
export function exactValue(value: unknown): ExactNumber | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? undefined : value;
    case 'bigint':
      return value;
    case 'string':
      return largeWhole(value) ?? numberInText(value);
    default:
      return undefined;
  }
}

/** The whole number past 2^53 that a value holds; undefined for all others. */
export const largeValue = (value: unknown): bigint | undefined =>
  typeof value === 'string' ? largeWhole(value) : typeof value === 'bigint' ? value : undefined;

/** A whole number as rows have it: past 2^53 it is the text of its digits, which no double can hold. */
export function wholeInRow(value: bigint): number | string {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return value < MOST && value > -MOST ? String(value) : number;
}
