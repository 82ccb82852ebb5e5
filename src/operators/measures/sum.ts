import { addExactly, type ExactSum, exactSum, mergeExactly, readExactly } from './exact-sum.js';
import { type Measure, type NumberOf, numberReader, signatureOf } from './measure.js';

/**
 * The exact sum of a field, rounded once when it is read; 0 over no rows.
 *
 * @example
 * ```ts
 * import { sum, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly bytes: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { bytes: sum<Row>('bytes') } });
 * ```
 */
export function sum<R>(of: NumberOf<R>): Measure<R, ExactSum, number> {
  const numberOf = numberReader(of);
  return {
    signature: signatureOf('sum', of),
    init: exactSum,
    add(accumulator, row) {
      const value = numberOf(row);
      if (value !== undefined) addExactly(accumulator, value);
    },
    addAll(accumulator, rows, from, to) {
      for (let i = from; i < to; i++) {
        const value = numberOf(rows[i] as R);
        if (value !== undefined) addExactly(accumulator, value);
      }
    },
    merge: mergeExactly,
    read: readExactly,
    empty: 0,
  };
}
