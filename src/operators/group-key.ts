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

/** The key text of a single value. */
export function keyText(value: unknown): string {
  if (typeof value === 'string') return value.startsWith(MARK) ? `${MARK}s${value}` : value;
  if (typeof value === 'number') return `${MARK}n${Object.is(value, -0) ? 0 : value}`;
  if (value === null || value === undefined) return `${MARK}-`;
  // JSON knows no such numbers.
  if (typeof value === 'bigint') return `${MARK}i${value}`;
  if (typeof value === 'boolean') return `${MARK}${value ? 't' : 'f'}`;
  return `${MARK}j${JSON.stringify(value)}`;
}
