import type { Clock } from '../io/clock.js';
import type { Delivery, Sink } from '../io/sinks/sink.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface DeliverOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A number in [0, 1): the jitter. */
  readonly random: () => number;
  /** Told before each further try. */
  readonly onRetry: (error: TidemarkError, milliseconds: number) => void;
}

const FIRST_BACKOFF = 100;
const LONGEST_BACKOFF = 30_000;

/**
 * Hands one delivery to its sink, again and again with backoff and full jitter while the error is retryable;
 * never sooner than the error says. Rejects with the error that is not, or with the last one when the signal is aborted.
 */
export async function deliver(sink: Sink<never>, delivery: Delivery, options: DeliverOptions): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await sink.write(delivery);
    } catch (error) {
      const retryable = error instanceof TidemarkError && error.retryable;
      if (!retryable || options.signal.aborted) throw error;
      const backoff = options.random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** attempt);
      // On top of what was asked for: those who were all told the same time do not come back at once.
      const pause = (error.retryAfter ?? 0) + backoff;
      options.onRetry(error, pause);
      await options.clock.sleep(pause, options.signal);
    }
  }
}
