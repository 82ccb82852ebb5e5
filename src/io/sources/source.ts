import type { Chunk } from '../../operators/chunk.js';

/** What a source may look at of the pipeline that reads it. */
export interface SourceView {
  /** What a stream's operators let be seen of their states, between two chunks. */
  view(stream: string): unknown;
  /** A large chunk is folded in several turns of the event loop, and is not all in what streams show. */
  readonly isFolding?: boolean;
  /**
   * Keeps what streams show as it is until what it answers with is called, also over turns of the event loop: no chunk is folded
   * meanwhile. undefined where it cannot be had now: in the middle of a chunk, or where one waits already.
   */
  hold?(): (() => void) | undefined;
}

/** Where and how a run of a source begins. */
export interface SourceStart {
  /** Position of the last chunk that was committed; undefined at the very beginning. */
  readonly position: unknown;
  /** What the source has committed by key. */
  readonly remembered: ReadonlyMap<string, unknown>;
  /** Aborted: pull no more; what is out may still come in. */
  readonly stop: AbortSignal;
  /** Aborted when the drain limit is over: end at once. */
  readonly abandon: AbortSignal;
  readonly view: SourceView;
}

/** An input. */
export interface Source<T> {
  /**
   * Begins a run, which reads from `start.position` on, or from its own beginning. Nothing is opened before its first
   * chunk is asked for.
   */
  read(start: SourceStart): SourceRun<T>;
}

/**
 * One run of a source. It is iterated once; not asking for the next chunk is the back-pressure, and asking says that the
 * chunk before it has been folded. The iteration returns when the input has ended, or soon after `stop` is aborted, and
 * throws a TidemarkError where the input cannot be read at all.
 */
export interface SourceRun<T> extends AsyncIterable<Chunk<T>> {
  /**
   * Everything up to this position is committed: trim the journal, move the consumer's mark. Called after every commit,
   * with undefined where it has no position; it may come while a pull waits, and after the iteration has ended. Rejects with
   * a retryable error to be told again, of this or a later position.
   */
  acknowledge?(position: unknown): Promise<void>;
  /**
   * Whether a commit is worth its while after this chunk. true: at once. undefined: at checkpoints, if anything has changed.
   * false: only when there is something to tell, for the source can give what it gave again by itself, and quickly.
   */
  readonly commitDue?: boolean | undefined;
  /** Lines read so far, for the balance; undefined where the source has no lines. */
  readonly lines?: number | undefined;
  /**
   * Under `acting`: what became of a row. What the source notes of it comes in `remembered` of the next chunk that is asked
   * for, at the latest: where no commit holds that chunk, the next run tells it again, before its first chunk is asked for.
   */
  outcome?(row: unknown, outcome: unknown): void;
  /** Called once, always, after the last `acknowledge`: what that needs stays open until then. Nothing is accepted any more. */
  close?(): Promise<void>;
}
