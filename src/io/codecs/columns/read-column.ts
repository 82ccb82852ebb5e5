import type { Intern } from '../bytes/intern.js';
import { decimalNumber } from './decimal-number.js';
import type { LineFields } from './line-fields.js';

const DASH = 0x2d;

/** Reads one value of a row from a line that was split. Undefined: the line has no such field. Null: it says there is none. */
export type ReadColumn<F extends LineFields = LineFields> = (bytes: Buffer, fields: F) => unknown;

/** Whether a field is `-`. */
export function isDash(bytes: Buffer, fields: LineFields, index: number): boolean {
  const from = fields.from[index] as number;
  return (fields.to[index] as number) - from === 1 && bytes[from] === DASH;
}

/** The text of a field; null for `-`. */
export function textColumn(index: number, intern: Intern): ReadColumn {
  return (bytes, fields) => {
    if (index >= fields.count) return undefined;
    if (isDash(bytes, fields, index)) return null;
    return intern.get(bytes, fields.from[index] as number, fields.to[index] as number);
  };
}

/** The number in a field, times `factor`; null for `-` and whatever else is no number in plain decimal notation. */
export function numberColumn(index: number, factor = 1): ReadColumn {
  return (bytes, fields) => {
    if (index >= fields.count) return undefined;
    const value = decimalNumber(bytes, fields.from[index] as number, fields.to[index] as number);
    return value === null || factor === 1 ? value : scaled(value, factor);
  };
}

/** Rounded to the nanosecond where the result is milliseconds, so that 0.29 s is 290 ms and not 289.99999999999994. */
export function scaled(value: number, factor: number): number {
  return Math.round(value * factor * 1e6) / 1e6;
}
