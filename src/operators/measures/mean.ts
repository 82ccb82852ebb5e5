import { addRows, addValue, type ExactSum, exactSum, mergeExactly, readExactly } from './exact-sum.js';
import { type Measure, type NumberOf, signatureOf, skipsFor, valueReader } from './measure.js';

export interface MeanState {
  n: number;
  readonly sum: ExactSum;
}

/**
 * The mean of a field over the rows that have it; null where none has.
 *
 * @example
 * ```ts
 * import { mean, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly bytes: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { average: mean<Row>('bytes') } });
 * ```
 */
export function mean<R>(of: NumberOf<R>): Measure<R, MeanState, number | null> {
  const read = valueReader(of);
  const skips = skipsFor(of);
  return {
    signature: signatureOf('mean', of),
    init: () => ({ n: 0, sum: exactSum() }),
    add(accumulator, row) {
      if (addValue(accumulator.sum, read(row), row, skips, true)) accumulator.n++;
    },
    addAll(accumulator, rows, from, to) {
      accumulator.n += addRows(accumulator.sum, rows, from, to, read, skips, true);
    },
    merge(into, from) {
      into.n += from.n;
      mergeExactly(into.sum, from.sum);
    },
    read: ({ n, sum }) => (n === 0 ? null : readExactly(sum) / n),
    empty: null,
    skips: [skips],
  };
}
