import type { Delivery } from '../sinks/sink.js';

/** Whose state it is: a pipeline, or one part of a pipeline that is divided. */
export interface StateKey {
  readonly pipeline: string;
  readonly partition?: string;
}

/** A committed delivery that its sink has not yet stored. */
export interface OutboxEntry {
  /** Counts the deliveries of the pipeline over all sinks: its place in the outbox, from 1. */
  readonly number: number;
  /** The sink's key in the state. */
  readonly sink: string;
  /** When it was committed, epoch milliseconds. */
  readonly at: number;
  /** Bytes of its body and pieces, about. */
  readonly bytes: number;
  readonly delivery: Delivery;
}

/** A delivery that needs its place in the outbox no more: stored, dropped or dead. Enough to take it out without reading it. */
export interface Settled {
  readonly number: number;
  readonly sink: string;
  /** As they were when it was added, like `bytes` and `pieces`. */
  readonly rows: number;
  readonly bytes: number;
  readonly pieces?: readonly string[];
}

/** What one commit makes true, all of it or nothing; every value is structured-clonable. */
export interface Commit {
  /** Random, made once: the same when the same commit is tried again. */
  readonly id: string;
  /** Where the source resumes; undefined for a source that cannot be replayed. */
  readonly position: unknown;
  /** What the source remembers by key: changes since the last commit; undefined means gone. */
  readonly remembered: ReadonlyMap<string, unknown>;
  /** Saved states by name, all of them: a state that is not named here is forgotten. */
  readonly states: Readonly<Record<string, unknown>>;
  /**
   * Large states, by name and key: what has changed since the last commit; undefined means gone. A name that is not
   * here is forgotten with all its keys. May be read more than once.
   */
  readonly keyed: Readonly<Record<string, ReadonlyMap<string, unknown>>>;
  /** The sinks' own memories, by sink, all of them. */
  readonly sinks: Readonly<Record<string, unknown>>;
  /**
   * What sinks hold back, by sink and key: changes since the last commit; undefined means gone. A key that a waiting
   * delivery has taken is not used again before that is done.
   */
  readonly kept: Readonly<Record<string, ReadonlyMap<string, Uint8Array | undefined>>>;
  readonly outbox: {
    /**
     * Deliveries that are to be stored. Their `pieces` are keys of what their sink has kept, perhaps by this very
     * commit: naming one takes it out of `kept`, and its bytes stay until the delivery is done.
     */
    readonly added: readonly OutboxEntry[];
    /** Deliveries that wait no more; one that does not wait changes nothing. */
    readonly done: readonly Settled[];
  };
  /** Set for a partition at its end: nothing more will come. */
  readonly ended?: true;
}

/** What waits for one sink. */
export interface Waiting {
  readonly deliveries: number;
  readonly rows: number;
  /** About. */
  readonly bytes: number;
  /** When the first of them was committed, epoch milliseconds; undefined where nothing waits. */
  readonly oldest?: number;
}

/** All that has been committed, but for what may be too large to be in memory whole. */
export interface Saved {
  /** Counts the commits under this key. */
  readonly sequence: number;
  readonly position: unknown;
  readonly remembered: ReadonlyMap<string, unknown>;
  readonly states: Readonly<Record<string, unknown>>;
  readonly keyed: Readonly<Record<string, ReadonlyMap<string, unknown>>>;
  readonly sinks: Readonly<Record<string, unknown>>;
  /** What sinks hold back, in bytes, by sink and key: without what deliveries have taken. Sinks that hold nothing are not here. */
  readonly kept: Readonly<Record<string, ReadonlyMap<string, number>>>;
  /** Number of the last delivery that was ever added; 0 before the first. */
  readonly lastDelivery: number;
  /** By sink; those for which nothing waits are not here. */
  readonly waiting: Readonly<Record<string, Waiting>>;
  readonly ended?: true;
}

/**
 * The state of a key in the hands of the one who claimed it last; everybody before is refused with 'stale-state', also
 * after a commit that never came. The functions may be taken out of the object, so that `saved` need not be kept.
 */
export interface Owned {
  /** As claimed; undefined before the first commit. */
  readonly saved: Saved | undefined;
  /**
   * Resolves once `next` is stored as sequence `expected + 1`, also where it had been before and the answer was lost.
   * Rejects with 'stale-state' when `expected` is not the stored sequence (0 before the first commit). A rejection with
   * a retryable error says nothing of whether it is stored: the same commit is asked for again.
   */
  commit(expected: number, next: Commit): Promise<void>;
  /** The first deliveries that wait for a sink with numbers above `after`, in order of number; at most `most`. */
  waiting(sink: string, after: number, most: number): Promise<readonly OutboxEntry[]>;
  /** What a sink has kept under a key, or a waiting delivery has taken. Rejects with 'bad-state' where there is none. */
  piece(sink: string, key: string): Promise<Uint8Array>;
}

/** Where pipelines keep what they must remember. */
export interface StateStore {
  /** The last commit, or undefined for a key that has none. Claims nothing. */
  load(key: StateKey): Promise<Saved | undefined>;
  /** The keys that have committed, in order of pipeline and then partition. */
  list(): Promise<readonly StateKey[]>;
  /** Makes the caller the one who may commit under this key. */
  claim(key: StateKey): Promise<Owned>;
  close(): Promise<void>;
}
