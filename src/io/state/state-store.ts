import type { Delivery } from '../sinks/sink.js';

/** A committed delivery that its sink has not yet stored. */
export interface OutboxEntry {
  readonly sink: string;
  readonly delivery: Delivery;
}

/** What one commit makes true, all of it or nothing; every value is structured-clonable. */
export interface Commit {
  /** Where the source resumes; undefined for a source that cannot be replayed. */
  readonly position: unknown;
  /** Saved operator states, by stream and operator. */
  readonly states: Readonly<Record<string, unknown>>;
  /** The sinks' own memories, by sink. */
  readonly sinks: Readonly<Record<string, unknown>>;
  /** Deliveries that are to be stored, in order. */
  readonly outbox: readonly OutboxEntry[];
  /** Rows handed to an action whose outcome is not yet folded. */
  readonly inflight: readonly unknown[];
}

export interface Saved extends Commit {
  /** Counts the commits of this pipeline. */
  readonly sequence: number;
}

/** Where a pipeline keeps what it must remember. */
export interface StateStore {
  /** The last commit, or undefined for a pipeline that has none. */
  load(pipeline: string): Promise<Saved | undefined>;
  /**
   * Resolves once `next` is stored as sequence `expected + 1`. Rejects with `stale-state` when `expected` is not
   * the stored sequence (0 before the first commit): somebody else owns this pipeline now, and nothing was changed.
   */
  commit(pipeline: string, expected: number, next: Commit): Promise<void>;
  close(): Promise<void>;
}
