import { Skips } from '../skips.js';
import { addExactly, addValue, type ExactSum, exactSum, mergeExactly, readExactly } from './exact-sum.js';
import { type Measure, type NumberOf, signatureOf, valueReader } from './measure.js';

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
  const wantedOf = valueReader(of);
  const skips = new Skips();
  return {
    signature: signatureOf('sum', of),
    init: exactSum,
    add(accumulator, row) {
      addValue(accumulator, wantedOf(row), row, skips);
    },
    addAll(accumulator, rows, from, to) {
      for (let i = from; i < to; i++) {
        const row = rows[i] as R;
        const value = wantedOf(row);
        if (typeof value === 'number' && Number.isFinite(value)) addExactly(accumulator, value);
        else addValue(accumulator, value, row, skips);
      }
    },
    merge: mergeExactly,
    read: readExactly,
    empty: 0,
    skips,
  };
}
