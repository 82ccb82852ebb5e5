import { type Batch, defineOperator, type Operator, type Rejected, type Timed } from 'tidemark';

interface InOrderState<T> {
  waiting: T[];
  watermark: number;
  passed: number;
  late: number;
}

/** Puts rows in order of their time: each waits until the watermark says that no older one can come. */
export const inOrder = <T extends Timed>(): Operator<T, T> =>
  defineOperator<T, T, InOrderState<T>>('inOrder', {
    init: () => ({ waiting: [], watermark: -Infinity, passed: 0, late: 0 }),

    step(state, batch): Batch<T> {
      const rejected: Rejected[] = [...batch.rejected];
      for (const row of batch.rows) {
        // Its place has gone by: turning it away with a reason is better than putting it in the wrong place.
        if (row.time < state.watermark) rejected.push({ reason: 'late', time: row.time });
        else state.waiting.push(row);
      }
      state.late += rejected.length - batch.rejected.length;
      state.watermark = batch.watermark;
      state.waiting.sort((a, b) => a.time - b.time);
      const open = state.waiting.findIndex((row) => row.time >= batch.watermark);
      const rows = state.waiting.splice(0, open === -1 ? state.waiting.length : open);
      state.passed += rows.length;
      return { ...batch, rows, rejected };
    },

    balance: ({ passed, waiting, late }) => ({
      counted: passed + waiting.length,
      filtered: 0,
      rejected: late,
    }),
  });
