import type { Clock } from '../../clock.js';

export interface ActingOptions<I, P> {
  /** Rows performed at once, at most; as many may wait before the source is asked for more. */
  readonly concurrency: number;
  /** Whether a row is to be performed; the others are reports, and pass. All are, by default. */
  readonly takes?: (row: I | P) => row is I;
  /**
   * Milliseconds for which an outcome may wait for others, so that they are in one commit; less where none is to come. Default 0: each is
   * handed over as soon as it has come.
   */
  readonly gather?: number;
  /** For the pauses between tries to finish, and while outcomes gather. */
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Told, in a sentence, what could not be finished and is tried again. */
  readonly onWarning?: (message: string) => void;
}
