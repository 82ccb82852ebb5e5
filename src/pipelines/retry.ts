import { backoff } from '../io/backoff.js';
import type { Clock } from '../io/clock.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface RetryOptions {
  readonly clock: Clock;
  /** Aborted: the next failure is the last. */
  readonly signal: AbortSignal;
  /** A number in [0, 1): the jitter. */
  readonly random: () => number;
  /** Told before each further try. */
  readonly onRetry: (error: TidemarkError, milliseconds: number) => void;
  /** Milliseconds after which a retryable error is passed on all the same. Default: never. */
  readonly giveUpAfter?: number;
}

/**
 * Does something again and again, with backoff and full jitter, while its error is retryable. Where the error says how
 * long to wait, the backoff comes on top. Rejects with the error that is not retryable, or with the last one when the
 * signal is aborted or the time is up.
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, random, onRetry, giveUpAfter = Infinity } = options;
  const begun = clock.now();
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TidemarkError) || !error.retryable || signal.aborted) throw error;
      // On top, so that those who were all told the same do not all come back at once.
      const pause = (error.retryAfter ?? 0) + backoff(failures, random());
      if (clock.now() + pause - begun > giveUpAfter) throw error;
      onRetry(error, pause);
      await clock.sleep(pause, signal);
    }
  }
}
