import { defineOperator, type Operator } from './operator.js';
import { NONE_REJECTED, type Rejected } from './rejected.js';

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
 *
 * @example
 * ```ts
 * import { compose, count, file, pipeline, REJECTED, rejectedRows, stdout, tumbling } from 'tidemark';
 *
 * const spec = pipeline('app')
 *   .from(file('app.log'))
 *   .stream('all', [], [stdout()])
 *   .stream(
 *     'unreadable',
 *     [compose(rejectedRows(), tumbling({ size: '1m', by: ['reason'], measures: { lines: count() } }))],
 *     [stdout()],
 *     { from: REJECTED },
 *   )
 *   .spec();
 * ```
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
      const isTimeKnown = Number.isFinite(before);
      const timely = isTimeKnown ? batch.rows : NONE_REJECTED;
      // What comes before the first time waits, if only for the end of this step.
      if (!isTimeKnown) wait(state, batch.rows);
      if (!Number.isFinite(time) || state.waiting.length + timely.length === 0) return { ...batch, rows: [] };
      const rows = [...state.waiting, ...timely].map((rejected) => ({
        ...rejected,
        time,
        event_time: rejected.time ?? null,
      }));
      state.waiting = [];
      state.passed += rows.length;
      return { ...batch, rows };
    },
    balance: ({ passed, waiting, dropped }) => ({
      counted: passed + waiting.length,
      filtered: dropped,
      rejected: 0,
    }),
  });
}

/** No more than fit: what is dropped is counted. */
function wait(state: RejectedRowsState, rejected: readonly Rejected[]): void {
  const room = Math.max(0, MOST_WAITING - state.waiting.length);
  for (const one of rejected.slice(0, room)) state.waiting.push(one);
  state.dropped += Math.max(0, rejected.length - room);
}
