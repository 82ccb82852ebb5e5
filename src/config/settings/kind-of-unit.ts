import { parseSize } from './parse-size.js';

/** What a text with a unit is, told by the unit; undefined where it is none of these. */
export const kindOfUnit = (text: string): string | undefined => {
  const plain = text.trim();
  if (/^[\d.]+\s*(%|percent|per cent|pct)$/i.test(plain)) return 'a percentage';
  if (/^[\d.]+\s*\/\s*\p{L}+$/u.test(plain)) return 'a rate';
  if (parseSize(plain) !== undefined) return 'a size';
  if (/^(\d+(\.\d+)?\s*(ms|s|m|h|d|w|us|ns)\s*)+$/.test(plain)) return 'a duration';
  return undefined;
};
