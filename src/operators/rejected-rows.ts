import { defineOperator, type Operator } from './operator.js';
import type { Rejected } from './rejected.js';

/** A rejected input as a row, with the time at which the stream stood when it was turned away. */
export interface RejectedRow extends Rejected {
  readonly time: number;
  /** Its own event time, where that is known. */
  readonly event_time: number | null;
}

interface RejectedRowsState {
  watermark: number;
  /** What was turned away before there was any time. */
  waiting: Rejected[];
  /** What came when too many were waiting already. */
  dropped: number;
  passed: number;
}

/** Before the first row there is no time; so many inputs wait for it. */
const MOST_WAITING = 10_000;

/**
 * Makes rows of what was rejected, so that windows and alerts can watch it. A late input's own time has passed, and a
 * malformed line has none: the time of each is the watermark under which it was turned away, so none is late again.
 */
export function rejectedRows(): Operator<Rejected, RejectedRow> {
  return defineOperator<Rejected, RejectedRow, RejectedRowsState>('rejectedRows', {
    init: () => ({ watermark: -Infinity, waiting: [], dropped: 0, passed: 0 }),
    step(state, batch) {
      const before = state.watermark;
      state.watermark = Math.max(before, batch.watermark);
      // The end of the input is no time that windows know.
      const ends = state.watermark === Infinity ? 0 : state.watermark;
      const time = Number.isFinite(before) ? before : ends;
      if (!Number.isFinite(time)) {
        const room = MOST_WAITING - state.waiting.length;
        state.waiting.push(...batch.rows.slice(0, room));
        state.dropped += Math.max(0, batch.rows.length - room);
        return { ...batch, rows: [] };
      }
      if (batch.rows.length === 0 && state.waiting.length === 0) return { ...batch, rows: [] };
      const rows = [...state.waiting, ...batch.rows].map((rejected) => ({
        ...rejected,
        time,
        event_time: rejected.time ?? null,
      }));
      state.waiting = [];
      state.passed += rows.length;
      return { ...batch, rows };
    },
    tally: ({ passed, waiting, dropped }) => ({
      counted: passed + waiting.length,
      filtered: dropped,
      rejected: 0,
    }),
  });
}
