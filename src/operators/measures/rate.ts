import { type CountState, count } from './count.js';
import type { Measure } from './measure.js';
import type { RowTest } from './remembered-test.js';

/**
 * Rows a second over the whole window.
 *
 * @example
 * ```ts
 * import { rate, tumbling } from 'tidemark/operators';
 *
 * const windows = tumbling({ size: '10s', measures: { per_second: rate() } });
 * ```
 */
export function rate<R>(predicate?: RowTest<R>): Measure<R, CountState, number> {
  return {
    ...count(predicate),
    read: ({ n }, { size }) => (n * 1000) / size,
  };
}
