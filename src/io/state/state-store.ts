import type { Delivery } from '../sinks/sink.js';

/** A committed delivery that its sink has not yet stored. */
export interface OutboxEntry {
  /** Counts the deliveries of the pipeline: its place in the outbox. */
  readonly number: number;
  /** Name of the sink. */
  readonly sink: string;
  readonly delivery: Delivery;
}

/** What one commit makes true, all of it or nothing; every value is structured-clonable. */
export interface Commit {
  /** Where the source resumes; undefined for a source that cannot be replayed. */
  readonly position: unknown;
  /** Saved states by name, all of them: a state that is not named here is forgotten. */
  readonly states: Readonly<Record<string, unknown>>;
  /**
   * Large states, by name and key: what has changed since the last commit; undefined means gone. A name that is not
   * here is forgotten with all its keys.
   */
  readonly keyed: Readonly<Record<string, Iterable<readonly [key: string, value: unknown]>>>;
  /** The sinks' own memories, by sink, all of them. */
  readonly sinks: Readonly<Record<string, unknown>>;
  readonly outbox: {
    /** Deliveries that are to be stored. */
    readonly added: readonly OutboxEntry[];
    /** Numbers of deliveries that have been stored. */
    readonly done: readonly number[];
  };
  /** Rows handed to an action whose outcome is not yet folded. */
  readonly inflight: readonly unknown[];
}

/** All that has been committed. */
export interface Saved extends Omit<Commit, 'keyed' | 'outbox'> {
  /** Counts the commits of this pipeline. */
  readonly sequence: number;
  readonly keyed: Readonly<Record<string, ReadonlyMap<string, unknown>>>;
  /** What is still to be stored, in order of number. */
  readonly outbox: readonly OutboxEntry[];
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
