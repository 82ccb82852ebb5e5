import type { Intern } from '../bytes/intern.js';
import { decimalNumber } from '../columns/decimal-number.js';
import type { LineFields } from '../columns/line-fields.js';
import { isAbsent, numberColumn, type ReadColumn, scaled } from '../columns/read-column.js';
import { secondsText } from '../nginx/seconds-text.js';
import { IsoClock } from '../time/iso-time.js';

const QUOTE = 0x22;
const DASH = 0x2d;

/** Whether a slot that is there says that there is nothing: `-`, or no byte at all. */
const saysNone = (bytes: Buffer, fields: LineFields, index: number): boolean => {
  const length = (fields.to[index] as number) - (fields.from[index] as number);
  return length === 0 || (length === 1 && bytes[fields.from[index] as number] === DASH);
};

/** The text of a slot. */
export function textSlot(index: number, texts: Intern): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    if (saysNone(bytes, fields, index)) return null;
    return texts.get(bytes, fields.from[index] as number, fields.to[index] as number);
  };
}

/** The text of a slot that holds several quoted ones, the quotes around all of them included. */
export function quotedSlot(index: number, texts: Intern): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    if (saysNone(bytes, fields, index)) return null;
    const from = fields.from[index] as number;
    const to = fields.to[index] as number;
    return bytes[from - 1] === QUOTE ? texts.get(bytes, from - 1, to + 1) : texts.get(bytes, from, to);
  };
}

/** Milliseconds, `factor` of which one of what is written is; null for less than none, which says that it was not measured. */
export function durationSlot(index: number, factor: number): ReadColumn {
  const read = numberColumn(index);
  return (bytes, fields) => {
    const value = read(bytes, fields);
    if (typeof value !== 'number') return value;
    if (value < 0) return null;
    return factor === 1 ? value : scaled(value, factor);
  };
}

/**
 * What a list as nginx writes it comes to, `factor` of which one is: `0.004`, or `0.000, 4.004` and `3.001 : 0.002`, one for
 * each server that was asked. Null where none was.
 */
export function sumSlot(index: number, factor: number): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    const from = fields.from[index] as number;
    const to = fields.to[index] as number;
    const one = decimalNumber(bytes, from, to);
    if (one !== null) return scaled(one, factor);
    const text = bytes.toString('latin1', from, to);
    const sum = secondsText(text, factor);
    return sum === undefined ? text : sum;
  };
}

/** Epoch milliseconds of an instant. */
export function timeSlot(index: number): ReadColumn {
  const clock = new IsoClock();
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    const time = clock.read(bytes, fields.from[index] as number, fields.to[index] as number);
    return Number.isNaN(time) ? null : time;
  };
}
