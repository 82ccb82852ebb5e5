/** A value that rows can be grouped by; anything else is grouped by its JSON text. */
export type KeyValue = string | number | boolean | null | undefined;

/** Strings are by far the most common keys and stand for themselves; everything else starts with a NUL. */
const MARK = '\u0000';

/**
 * One text for a list of values, different for different values: 1 and '1' differ, and so do ('a', 'bc') and
 * ('ab', 'c'), because with several fields every part carries its length.
 */
export function groupKey(values: readonly unknown[]): string {
  if (values.length === 1) return keyText(values[0]);
  let key = '';
  for (const value of values) {
    const text = keyText(value);
    key += `${text.length}:${text}`;
  }
  return key;
}

/** As many characters have a number that is safe. */
const MOST_CHARACTERS = 24;

/**
 * The number that a text is, where it is written just as that number is (`200`, `1.1`); every other value as it is, so
 * `1.10`, `007` and what is past 2^53 stay as they are written. Rows of formats that know no kinds get the keys of others.
 */
export function plainKey(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) return value;
  const first = value.charCodeAt(0);
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return value;
  const number = Number(value);
  return String(number) === value && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

/** The key text of a single value. */
export function keyText(value: unknown): string {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `${MARK}s${value}` : value;
  if (typeof value === 'number') return `${MARK}n${Object.is(value, -0) ? 0 : value}`;
  if (value === null || value === undefined) return `${MARK}-`;
  // JSON knows no such numbers.
  if (typeof value === 'bigint') return `${MARK}i${value}`;
  if (typeof value === 'boolean') return `${MARK}${value ? 't' : 'f'}`;
  return `${MARK}j${JSON.stringify(value)}`;
}
