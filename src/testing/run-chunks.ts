import type { Batch, Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import type { Operator, OperatorBalance } from '../operators/operator.js';
import { NONE_REJECTED, type Rejected } from '../operators/rejected.js';
import { type EventTimeOptions, eventTime } from '../operators/time/event-time.js';

/** Everything that came out of an operator. */
export interface Outcome<O> {
  readonly rows: readonly O[];
  readonly rejected: readonly Rejected[];
  /** Undefined where the operator keeps none. */
  readonly balance: OperatorBalance | undefined;
}

export interface RunChunksOptions extends EventTimeOptions {
  /** Called after every batch; what it answers with is the state that goes on. */
  readonly between?: (state: unknown, index: number) => unknown;
}

/**
 * Runs chunks through event time and one operator, as a pipeline does.
 *
 * @example
 * ```ts
 * import { count, tumbling } from 'tidemark';
 * import { chunkOf, END, runChunks } from 'tidemark/testing';
 *
 * const windows = tumbling({ size: '10s', measures: { hits: count<{ time: number }>() } });
 * const { rows } = runChunks(windows, [chunkOf([{ time: 1_000 }]), END], { lateness: '2s' });
 * ```
 */
export function runChunks<I extends Timed, O>(
  operator: Operator<I, O>,
  chunks: readonly Chunk<I>[],
  options: RunChunksOptions = {},
): Outcome<O> {
  const time = eventTime<I>(options).machine;
  const timeState = time.init();
  return runBatches(
    operator,
    chunks.flatMap((chunk) => time.step(timeState, chunk)),
    options.between,
  );
}

/**
 * Runs batches through one operator.
 *
 * @example
 * ```ts
 * import { where } from 'tidemark';
 * import { runBatches } from 'tidemark/testing';
 *
 * const even = where(({ time }: { time: number }) => time % 2 === 0);
 * const { rows, balance } = runBatches(even, [{ rows: [{ time: 1 }, { time: 2 }], watermark: 0, rejected: [] }]);
 * ```
 */
export function runBatches<I, O>(
  operator: Operator<I, O>,
  batches: readonly Batch<I>[],
  between: (state: unknown, index: number) => unknown = (state) => state,
): Outcome<O> {
  const { machine } = operator;
  let state = machine.init();
  const rows: O[] = [];
  const rejected: Rejected[] = [];
  batches.forEach((batch, index) => {
    const out = machine.step(state, batch);
    rows.push(...out.rows);
    rejected.push(...out.rejected);
    state = between(state, index);
  });
  return { rows, rejected, balance: machine.balance?.(state) };
}

/**
 * A chunk with these rows and nothing else.
 *
 * @example
 * ```ts
 * import { chunkOf, END } from 'tidemark/testing';
 *
 * const chunks = [chunkOf([{ time: 1_000 }], { partition: 'a' }), END];
 * ```
 */
export const chunkOf = <T>(rows: readonly T[], more: Partial<Chunk<T>> = {}): Chunk<T> => ({
  rows,
  rejected: NONE_REJECTED,
  ...more,
});

/** The chunk that ends the input for good. */
export const END: Chunk<never> = { rows: [], rejected: NONE_REJECTED, ended: true };
