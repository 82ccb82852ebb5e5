import { type ExactNumber, exactValue } from '../../operators/exact-value.js';
import { isNoText } from '../../operators/number-in-text.js';
import { boolOf } from './texts.js';

/** A value where a number is wanted: a text that holds a number is that, to its last digit; every other value as it is. */
export const asNumber = (value: unknown): unknown =>
  typeof value === 'string' ? (exactValue(value) ?? value) : value;

export const isExact = (value: unknown): value is ExactNumber =>
  typeof value === 'number' || typeof value === 'bigint';

/** Whether a value is equal to a number: a text is, that holds it. */
export const isNumber = (value: unknown, number: number): boolean =>
  value === number || (typeof value === 'string' && isSame(value, number));

const isSame = (text: string, number: number): boolean => {
  const exact = exactValue(text);
  return typeof exact === 'bigint' ? Number.isInteger(number) && BigInt(number) === exact : exact === number;
};

/** Whether a value is equal to a truth value: a text is, that says `true` or `false`. */
export const isBool = (value: unknown, bool: boolean): boolean =>
  value === bool || (typeof value === 'string' && boolOf(value) === bool);

/** A text that says that there is no value is as null is. */
export const isNothing = (value: unknown): boolean => typeof value === 'string' && isNoText(value);
