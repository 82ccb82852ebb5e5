import { largeValue } from '../exact-value.js';
import type { NumberField } from '../number-field.js';
import { isNoText, numberInText } from '../number-in-text.js';
import { type NamedSkips, Skips } from '../skips.js';
import type { FieldTally } from './field-tally.js';

/** What a measure may know of the window it is read for. */
export interface MeasureWindow {
  /** Length of the window in milliseconds. */
  readonly size: number;
  /** The values of the measures that were defined before this one, by name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A value computed over a window. Accumulators are plain objects, owned by one window of one key. */
export interface Measure<R, A = unknown, V = unknown> {
  init(): A;
  add(accumulator: A, row: R): void;
  /** The same as `add` for the rows in [from, to), where that can be done faster. */
  addAll?(accumulator: A, rows: readonly R[], from: number, to: number): void;
  /** Where it needs to know no more of a row than one field: the same as `addAll` for rows that are counted by that. */
  readonly tallied?: { readonly field: string; add(accumulator: A, tally: FieldTally<R>): void };
  /** Adds the rows behind `from`; the order of merging makes no difference to what is read. */
  merge(into: A, from: A): void;
  read(accumulator: A, window: MeasureWindow): V;
  /**
   * The value to its last digit, where it is a whole number past 2^53 that `read` rounds to the nearest double: the text of
   * its digits. Undefined everywhere else.
   */
  digits?(accumulator: A): string | undefined;
  /** The value over no rows, as `read` gives it for a fresh accumulator, before measures it is made of. */
  readonly empty: V;
  /** What an accumulator of it means: one that was saved under another meaning is of no use to it. */
  readonly signature?: string;
  /** Names of the measures it is made of; they must be defined before it. */
  readonly needs?: readonly string[];
  /** What it has passed over of the rows it was given, where it reads anything of them. */
  readonly skips?: readonly Skips[];
}

export type Measures<R> = Readonly<Record<string, Measure<R>>>;

/** What measures have passed over, by their names. */
export const skipsOf = (measures: Measures<never>): readonly NamedSkips[] =>
  Object.entries(measures).flatMap(([name, { skips = [] }]) => skips.map((one) => ({ name, skips: one })));

export interface PlainOptions {
  /** Takes a text that is written just as a number is (`200`) for that number, as keys of windows with `plainKeys` are. */
  readonly plainKeys?: boolean;
}

/** The values of a set of measures, by name. */
export type ValuesOf<M> = {
  readonly [K in keyof M]: M[K] extends { readonly empty: infer V } ? V : never;
};

/**
 * A field's name, or a function of the row. A text that holds a number (see `numberInText`) counts as that. Other values
 * are passed over: null, undefined, and texts that say nothing (`-`) in silence, what cannot be a number counted as skipped.
 */
export type NumberOf<R> = NumberField<R> | ReadNumber<R>;

export type ReadNumber<R> = (row: R) => number | string | null | undefined;

/** A function or a field's name as text: as good a sign as there is that it still means the same. */
export const signatureOf = (name: string, of: unknown = ''): string => `${name}(${String(of)})`;

/** What a measure of this passes over. */
export const skipsFor = (of: unknown): Skips =>
  new Skips(typeof of === 'function' && !Object.hasOwn(of, 'toString') ? 'its value' : String(of));

/** Reads the value that a measure is of, whatever it is. */
export const valueReader = <R>(of: keyof R | ((row: R) => unknown)): ((row: R) => unknown) =>
  typeof of === 'function' ? of : (row) => row[of];

/** Each kind of reader is one function that reads and checks: it is called for every row. */
export const numberReader = <R>(of: NumberOf<R>, skips: Skips): ((row: R) => number | undefined) =>
  typeof of === 'function'
    ? (row) => {
        const value = of(row);
        return typeof value === 'number' && Number.isFinite(value) ? value : numberElse(value, row, skips);
      }
    : (row) => {
        const value: unknown = row[of];
        return typeof value === 'number' && Number.isFinite(value) ? value : numberElse(value, row, skips);
      };

/** The number in a value that is no finite number by itself; undefined where there is none, which is counted where it is no gap. */
export function numberElse(value: unknown, row: unknown, skips: Skips): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') {
    const number = numberInText(value);
    if (number !== undefined) {
      if (!Number.isSafeInteger(number) && largeValue(value) !== undefined) skips.round(row, value);
      return number;
    }
    if (isNoText(value)) return undefined;
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) skips.round(row, value);
    return number;
  }
  skips.note(row, value, 'no number');
  return undefined;
}
