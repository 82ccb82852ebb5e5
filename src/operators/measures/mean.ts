import { addExactly, type ExactSum, exactSum, mergeExactly, readExactly } from './exact-sum.js';
import { type Measure, type NumberOf, numberReader, signatureOf } from './measure.js';

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
  const numberOf = numberReader(of);
  return {
    signature: signatureOf('mean', of),
    init: () => ({ n: 0, sum: exactSum() }),
    add(accumulator, row) {
      const value = numberOf(row);
      if (value === undefined) return;
      accumulator.n++;
      addExactly(accumulator.sum, value);
    },
    addAll(accumulator, rows, from, to) {
      let n = 0;
      for (let i = from; i < to; i++) {
        const value = numberOf(rows[i] as R);
        if (value === undefined) continue;
        n++;
        addExactly(accumulator.sum, value);
      }
      accumulator.n += n;
    },
    merge(into, from) {
      into.n += from.n;
      mergeExactly(into.sum, from.sum);
    },
    read: ({ n, sum }) => (n === 0 ? null : readExactly(sum) / n),
    empty: null,
  };
}
