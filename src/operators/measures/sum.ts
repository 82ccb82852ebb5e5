import {
  addRows,
  addValue,
  type ExactSum,
  exactSum,
  mergeExactly,
  readExactly,
  sumDigits,
} from './exact-sum.js';
import { type Measure, type NumberOf, signatureOf, skipsFor, valueReader } from './measure.js';

/**
 * The exact sum of a field, rounded once when it is read (past 2^53 `digits` has all of it); 0 over no rows.
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
  const read = valueReader(of);
  const skips = skipsFor(of);
  return {
    signature: signatureOf('sum', of),
    init: exactSum,
    add(accumulator, row) {
      addValue(accumulator, read(row), row, skips);
    },
    addAll(accumulator, rows, from, to) {
      addRows(accumulator, rows, from, to, read, skips);
    },
    merge: mergeExactly,
    read: readExactly,
    digits: sumDigits,
    empty: 0,
    skips: [skips],
  };
}
