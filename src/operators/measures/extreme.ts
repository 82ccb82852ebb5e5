import { Skips } from '../skips.js';
import { type Measure, type NumberOf, numberReader, signatureOf } from './measure.js';

export interface ExtremeState {
  value: number | null;
}

/**
 * The least value of a field; null where no row has one.
 *
 * @example
 * ```ts
 * import { min, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly bytes: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { smallest: min<Row>('bytes') } });
 * ```
 */
export const min = <R>(of: NumberOf<R>): Measure<R, ExtremeState, number | null> =>
  extreme('min', of, Math.min);

/**
 * The greatest value of a field; null where no row has one.
 *
 * @example
 * ```ts
 * import { max, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly bytes: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { largest: max<Row>('bytes') } });
 * ```
 */
export const max = <R>(of: NumberOf<R>): Measure<R, ExtremeState, number | null> =>
  extreme('max', of, Math.max);

function extreme<R>(
  name: string,
  of: NumberOf<R>,
  pick: (a: number, b: number) => number,
): Measure<R, ExtremeState, number | null> {
  const skips = new Skips();
  const numberOf = numberReader(of, skips);
  const add = (accumulator: ExtremeState, value: number): void => {
    accumulator.value = accumulator.value === null ? value : pick(accumulator.value, value);
  };
  return {
    signature: signatureOf(name, of),
    init: () => ({ value: null }),
    add(accumulator, row) {
      const value = numberOf(row);
      if (value !== undefined) add(accumulator, value);
    },
    merge(into, from) {
      if (from.value !== null) add(into, from.value);
    },
    read: ({ value }) => value,
    empty: null,
    skips,
  };
}
