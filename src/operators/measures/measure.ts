import type { NumberField } from '../number-field.js';

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
  /** Adds the rows behind `from`; the order of merging makes no difference to what is read. */
  merge(into: A, from: A): void;
  read(accumulator: A, window: MeasureWindow): V;
  /** The value over no rows, as `read` gives it for a fresh accumulator, before measures it is made of. */
  readonly empty: V;
  /** What an accumulator of it means: one that was saved under another meaning is of no use to it. */
  readonly signature?: string;
  /** Names of the measures it is made of; they must be defined before it. */
  readonly needs?: readonly string[];
}

export type Measures<R> = Readonly<Record<string, Measure<R>>>;

/** The values of a set of measures, by name. */
export type ValuesOf<M> = {
  readonly [K in keyof M]: M[K] extends { readonly empty: infer V } ? V : never;
};

/** A field's name, or a function of the row. Values that are not finite numbers are passed over. */
export type NumberOf<R> = NumberField<R> | ((row: R) => number | null | undefined);

/** A function or a field's name as text: as good a sign as there is that it still means the same. */
export const signatureOf = (name: string, of: unknown = ''): string => `${name}(${String(of)})`;

/** Each kind of reader is one function that reads and checks: it is called for every row. */
export const numberReader = <R>(of: NumberOf<R>): ((row: R) => number | undefined) =>
  typeof of === 'function' ? (row) => finite(of(row)) : (row) => finite(row[of]);

const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
