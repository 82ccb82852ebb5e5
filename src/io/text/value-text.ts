import {
  duration,
  type NumberFormat,
  perSecond,
  plainNumber,
  size,
  spacedPercent,
} from './number-formats.js';
import { printable } from './printable.js';

/** What a number counts, as far as that is known. */
export type Unit =
  /** Milliseconds. */
  | 'duration'
  /** Bytes. */
  | 'size'
  | 'count'
  /** Per second. */
  | 'rate'
  /** 1 is 100%. */
  | 'fraction';

/** Finds the unit of a field of the rows that go out under a stream's name; undefined where it has none. */
export type UnitOf = (stream: string, field: string) => Unit | undefined;

const FORMATS: Readonly<Record<Unit, NumberFormat>> = {
  duration,
  size,
  count: plainNumber,
  rate: perSecond,
  fraction: spacedPercent,
};

const LONGEST = 40;

/** A value for people, by its unit: `812ms`, `1.2 kB`, `17.0/s`, `51.3 %`; `-` where there is none, and harmless on a terminal. */
export const valueText = (value: unknown, unit: Unit | undefined): string => {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (typeof value === 'number' && Number.isFinite(value))
    return (unit === undefined ? plainNumber : FORMATS[unit])(value, 'UTC');
  return printable(typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value), LONGEST);
};
