import { extendRow } from './extend-row.js';
import { defineOperator, type Operator } from './operator.js';
import { type Rejected, rejectRow } from './rejected.js';

interface DeriveState {
  passed: number;
  failed: number;
}

/**
 * Adds fields to a copy of every row; a row that it throws on leaves as `expression`.
 *
 * @example
 * ```ts
 * import { derive } from 'tidemark/operators';
 *
 * const inSeconds = derive((row: { time: number; duration: number }) => ({ seconds: row.duration / 1000 }));
 * ```
 */
export function derive<T extends object, D extends object>(fields: (row: T) => D): Operator<T, T & D> {
  return defineOperator<T, T & D, DeriveState>('derive', {
    init: () => ({ passed: 0, failed: 0 }),
    step(state, batch) {
      const rows: (T & D)[] = [];
      const failed: Rejected[] = [];
      for (const row of batch.rows) {
        try {
          rows.push(extendRow(row, fields(row)));
        } catch (error) {
          failed.push(rejectRow('expression', row, String(error)));
        }
      }
      state.passed += rows.length;
      state.failed += failed.length;
      return {
        ...batch,
        rows,
        rejected: failed.length > 0 ? [...batch.rejected, ...failed] : batch.rejected,
      };
    },
    balance: ({ passed, failed }) => ({ counted: passed, filtered: 0, rejected: failed }),
  });
}
