import type { Chunk } from '../../operators/chunk.js';

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
  /** Lines read so far in this run, for the balance; absent where the source has no lines. */
  readonly lines?: number;
}
