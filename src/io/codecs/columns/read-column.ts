import { largeWhole } from '../../../operators/number-in-text.js';
import type { Intern } from '../bytes/intern.js';
import { decimalNumber } from './decimal-number.js';
import type { LineFields } from './line-fields.js';
import { plainText } from './plain-text.js';

const DASH = 0x2d;

/** Reads one value of a row from a line that was split. Undefined: the line has no such field. Null: it says there is none. */
export type ReadColumn<F extends LineFields = LineFields> = (bytes: Buffer, fields: F) => unknown;

/** Whether the line has no such field. */
export function isAbsent(fields: LineFields, index: number): boolean {
  return index >= fields.count || (fields.from[index] as number) < 0;
}

/** Whether a field is `-`. */
export function isDash(bytes: Buffer, fields: LineFields, index: number): boolean {
  const from = fields.from[index] as number;
  return (fields.to[index] as number) - from === 1 && bytes[from] === DASH;
}

/** The text of a field; null for `-`. */
export function textColumn(index: number, intern: Intern): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    if (isDash(bytes, fields, index)) return null;
    return intern.get(bytes, fields.from[index] as number, fields.to[index] as number);
  };
}

/**
 * The number in a field, times `factor`; null for `-` and nothing. What is no number in plain decimal notation, or a whole
 * one that a number cannot hold, is the text as it is written: whoever wants a number says so.
 */
export function numberColumn(index: number, factor = 1): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    const from = fields.from[index] as number;
    const to = fields.to[index] as number;
    const value = decimalNumber(bytes, from, to);
    if (value === null) return textElse(bytes, from, to);
    if (factor !== 1) return scaled(value, factor);
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : (largeText(bytes, from, to) ?? value);
  };
}

function textElse(bytes: Buffer, from: number, to: number): string | null {
  return to === from || (to - from === 1 && bytes[from] === DASH) ? null : plainText(bytes, from, to);
}

function largeText(bytes: Buffer, from: number, to: number): string | undefined {
  const text = plainText(bytes, from, to);
  return largeWhole(text) === undefined ? undefined : text;
}

/** Rounded to the nanosecond where the result is milliseconds, so that 0.29 s is 290 ms and not 289.99999999999994. */
export function scaled(value: number, factor: number): number {
  return Math.round(value * factor * 1e6) / 1e6;
}
