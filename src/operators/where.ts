import { defineOperator, type Operator } from './operator.js';
import { type Rejected, rejectRow } from './rejected.js';

interface WhereState {
  passed: number;
  filtered: number;
  failed: number;
}

/**
 * Lets the rows pass for which the predicate is true; a row it throws on leaves as `expression`.
 *
 * @example
 * ```ts
 * import { where } from 'tidemark/operators';
 *
 * const errors = where((row: { time: number; status: number }) => row.status >= 500);
 * ```
 */
export function where<T, U extends T>(predicate: (row: T) => row is U): Operator<T, U>;
export function where<T>(predicate: (row: T) => boolean): Operator<T, T>;
export function where<T>(predicate: (row: T) => boolean): Operator<T, T> {
  return defineOperator<T, T, WhereState>('where', {
    init: () => ({ passed: 0, filtered: 0, failed: 0 }),
    step(state, batch) {
      if (batch.rows.length === 0) return batch;
      const rows: T[] = [];
      const failed: Rejected[] = [];
      for (const row of batch.rows) {
        try {
          if (predicate(row)) rows.push(row);
        } catch (error) {
          failed.push(rejectRow('expression', row, String(error)));
        }
      }
      state.passed += rows.length;
      state.failed += failed.length;
      state.filtered += batch.rows.length - rows.length - failed.length;
      return {
        ...batch,
        rows,
        rejected: failed.length > 0 ? [...batch.rejected, ...failed] : batch.rejected,
      };
    },
    balance: ({ passed, filtered, failed }) => ({ counted: passed, filtered, rejected: failed }),
  });
}
