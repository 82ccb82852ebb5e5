import type { Chunk } from '../../operators/chunk.js';

/** What a source may look at of the pipeline that reads it. */
export interface SourceView {
  /** What a stream's operators let be seen of their states, between two chunks. */
  view(stream: string): unknown;
}

/** An input. */
export interface Source<T> {
  /**
   * Pulls; not asking for the next chunk is the back-pressure. Starts at `resume`, the position of an earlier
   * chunk, or from its own beginning. Returns when the input has ended, or soon after `signal` is aborted; throws
   * a TidemarkError where the input cannot be read at all.
   */
  read(resume: unknown | undefined, signal: AbortSignal): AsyncIterable<Chunk<T>>;
  /** Everything up to this position is committed: trim the journal, move the consumer's mark. */
  acknowledge?(position: unknown): Promise<void>;
  /**
   * Present on a source that keeps what it gives until it is acknowledged, and can give it again quickly: whether that has
   * become so much that a commit is worth its while. Such a source is committed then, and when there is something to tell,
   * and not at every checkpoint.
   */
  readonly commitDue?: boolean;
  /** Called before `read`, on a source that answers questions about what has become of its rows. */
  attach?(view: SourceView): void;
  /** Lines read so far in this run, for the balance; absent where the source has no lines. */
  readonly lines?: number;
}
