import type { Timed } from '../batch.js';
import { keyText, plainKey } from '../group-key.js';
import { type Measure, type PlainOptions, signatureOf } from './measure.js';

export interface PickedState {
  /** Event time of the picked row; undefined before any. */
  time: number | undefined;
  value: unknown;
}

/**
 * The value in the row of least time that has one; null where none has.
 *
 * @example
 * ```ts
 * import { first, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly path: string;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { opened: first<Row, 'path'>('path') } });
 * ```
 */
export const first = <R extends Timed, K extends keyof R & string>(
  field: K,
  options?: PlainOptions,
): Measure<R, PickedState, R[K] | null> => picked(field, -1, options);

/**
 * The value in the row of greatest time that has one; null where none has.
 *
 * @example
 * ```ts
 * import { last, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly path: string;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { ended: last<Row, 'path'>('path') } });
 * ```
 */
export const last = <R extends Timed, K extends keyof R & string>(
  field: K,
  options?: PlainOptions,
): Measure<R, PickedState, R[K] | null> => picked(field, 1, options);

function picked<R extends Timed, K extends keyof R & string>(
  field: K,
  sign: 1 | -1,
  { plainKeys = false }: PlainOptions = {},
): Measure<R, PickedState, R[K] | null> {
  const shown = plainKeys ? plainKey : (value: unknown) => value;
  const offer = (accumulator: PickedState, time: number, value: unknown): void => {
    // Rows of the same time are told apart by value: their order in the input must not matter.
    const ahead =
      accumulator.time === undefined ||
      (time - accumulator.time) * sign > 0 ||
      (time === accumulator.time && compare(shown(value), shown(accumulator.value)) * sign > 0);
    if (!ahead) return;
    accumulator.time = time;
    accumulator.value = value;
  };
  return {
    signature: signatureOf(sign < 0 ? 'first' : 'last', field),
    init: () => ({ time: undefined, value: null }),
    add(accumulator, row) {
      const value = row[field];
      if (value !== undefined && value !== null) offer(accumulator, row.time, value);
    },
    merge(into, from) {
      if (from.time !== undefined) offer(into, from.time, from.value);
    },
    // What is kept under `value` came out of this very field; plain, it is of whoever asked for that.
    read: ({ value }) => shown(value) as R[K] | null,
    empty: null,
  };
}

/** A total order over any two values. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a - b)) return a - b;
  const left = keyText(a);
  const right = keyText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
