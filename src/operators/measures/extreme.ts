import { type ExactNumber, largeValue, wholeInRow } from '../exact-value.js';
import { type Measure, type NumberOf, numberElse, signatureOf, skipsFor, valueReader } from './measure.js';

export interface ExtremeState {
  /** A whole number past 2^53 is a big integer. */
  value: ExactNumber | null;
}

/**
 * The least value of a field; null where no row has one. Past 2^53 `digits` has all of it.
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
  extreme('min', of, Math.min, (a, b) => a < b);

/**
 * The greatest value of a field; null where no row has one. Past 2^53 `digits` has all of it.
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
  extreme('max', of, Math.max, (a, b) => a > b);

function extreme<R>(
  name: string,
  of: NumberOf<R>,
  pick: (a: number, b: number) => number,
  isAhead: (a: ExactNumber, b: ExactNumber) => boolean,
): Measure<R, ExtremeState, number | null> {
  const skips = skipsFor(of);
  const read = valueReader<R>(of);
  const add = (accumulator: ExtremeState, value: ExactNumber): void => {
    const { value: known } = accumulator;
    if (known === null) accumulator.value = value;
    else if (typeof known === 'number' && typeof value === 'number') accumulator.value = pick(known, value);
    // A double and a big integer compare exactly; what is equal is shown with its digits.
    else if (isAhead(value, known) || (typeof value === 'bigint' && !isAhead(known, value)))
      accumulator.value = value;
  };
  return {
    signature: signatureOf(name, of),
    init: () => ({ value: null }),
    add(accumulator, row) {
      const value = read(row);
      if (typeof value === 'number' && Number.isFinite(value)) {
        add(accumulator, value);
        return;
      }
      const number = largeValue(value) ?? numberElse(value, row, skips);
      if (number !== undefined) add(accumulator, number);
    },
    merge(into, from) {
      if (from.value !== null) add(into, from.value);
    },
    read: ({ value }) => (typeof value === 'bigint' ? Number(value) : value),
    digits({ value }) {
      const whole = typeof value === 'bigint' ? wholeInRow(value) : undefined;
      return typeof whole === 'string' ? whole : undefined;
    },
    empty: null,
    skips: [skips],
  };
}
