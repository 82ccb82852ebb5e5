import type { Intern } from '../bytes/intern.js';
import type { LineFields } from '../columns/line-fields.js';
import { isAbsent, numberColumn, type ReadColumn, scaled } from '../columns/read-column.js';

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
