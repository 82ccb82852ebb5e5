import { numberInText } from '../../operators/number-in-text.js';
import { RowError } from './row-error.js';

/** The longest text that `replace` makes, in UTF-16 units: hostile rows must not fill the memory. */
const LONGEST = 4 * 1024 * 1024;

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** How many characters (Unicode code points). */
export const lengthOf = (text: string): number => {
  let length = text.length;
  for (let i = 1; i < text.length; i++) if (isLow(text, i) && isHigh(text, i - 1)) length--;
  return length;
};

const isHigh = (text: string, i: number): boolean => (text.charCodeAt(i) & 0xfc00) === 0xd800;
const isLow = (text: string, i: number): boolean => (text.charCodeAt(i) & 0xfc00) === 0xdc00;

/** Where the character with that number begins, in UTF-16 units; the length of the text where there is none. */
const offsetOf = (text: string, character: number): number => {
  let at = 0;
  for (let n = 0; n < character && at < text.length; n++)
    at += isHigh(text, at) && at + 1 < text.length && isLow(text, at + 1) ? 2 : 1;
  return at;
};

/** The characters from `start` up to `end`, counted from 0; what is outside of the text is empty. */
export const substring = (text: string, start: number, end = Number.POSITIVE_INFINITY): string =>
  text.slice(offsetOf(text, start), offsetOf(text, Math.max(start, end)));

/** A to Z in lower case; other letters as they are. */
export const lowerAscii = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** a to z in upper case; other letters as they are. */
export const upperAscii = (text: string): string =>
  isAscii(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** Every `from` replaced by `to`. */
export const replaceAll = (text: string, from: string, to: string): string => {
  if (to.length > from.length) {
    const most = from === '' ? text.length + 1 : text.length / from.length;
    if (text.length + most * to.length > LONGEST && text.split(from).length * to.length > LONGEST)
      throw new RowError(`replace makes no text longer than ${LONGEST} characters`);
  }
  // A function, because $& and its like have a meaning in a text.
  return text.replaceAll(from, () => to);
};

/** The number that a value stands for; null where it stands for none. */
export const numberOf = (value: unknown): number | null => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' ? numberInText(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

/** `true` and `false`, in any case, as booleans; null for every other text or number. */
export const boolOf = (value: unknown): boolean | null => {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' && value.length === value.trim().length ? value.toLowerCase() : '';
  if (word === 'true') return true;
  return word === 'false' ? false : null;
};

/** To the nearest whole number, halves away from zero. */
export const roundHalfAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));
