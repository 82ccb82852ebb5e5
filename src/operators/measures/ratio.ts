import { exactValue } from '../exact-value.js';
import { type Measure, signatureOf } from './measure.js';

/**
 * One measure over another, both by name and defined before it; null where either is null or the second is 0.
 *
 * @example
 * ```ts
 * import { count, ratio, tumbling } from 'tidemark/operators';
 *
 * const isError = ({ status }: { time: number; status: number }) => status >= 500;
 * const windows = tumbling({
 *   size: '1m',
 *   measures: { hits: count(), errors: count(isError), error_rate: ratio('errors', 'hits') },
 * });
 * ```
 */
export function ratio<R = never>(
  part: string,
  whole: string,
): Measure<R, Record<string, never>, number | null> {
  return {
    signature: signatureOf('ratio', `${part}, ${whole}`),
    init: () => ({}),
    add() {},
    merge() {},
    read(_, { values }) {
      const a = exactValue(values[part]);
      const b = exactValue(values[whole]);
      // A quotient has sixteen digits, whatever it is made of.
      return a === undefined || b === undefined || Number(b) === 0 ? null : Number(a) / Number(b);
    },
    empty: null,
    needs: [part, whole],
  };
}
