import type { Sink } from '../io/sinks/sink.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { seededRandom } from './seeded-random.js';

export interface ChaosOptions {
  /** The same seed fails at the same writes. */
  readonly seed: number;
  /** Probability that a write fails and nothing was stored; 0 by default. */
  readonly failBefore?: number;
  /** Probability that a write stores its delivery and fails nevertheless; 0 by default. */
  readonly failAfter?: number;
  /** The most failures in a row, so that retrying comes to an end; 5 by default. */
  readonly inARow?: number;
}

/**
 * A sink that fails on purpose, with retryable errors: whoever retries must neither lose nor, where it is exactly once, repeat
 * anything.
 *
 * @example
 * ```ts
 * import { chaosSink, memorySink } from 'tidemark/testing';
 *
 * const inner = memorySink();
 * const failing = chaosSink(inner, { seed: 1, failBefore: 0.3, failAfter: 0.3 });
 * ```
 */
export const chaosSink = <T>(inner: Sink<T>, options: ChaosOptions): Sink<T> => {
  const { failBefore = 0, failAfter = 0, inARow = 5 } = options;
  const random = seededRandom(options.seed);
  let failures = 0;

  const strike = (probability: number, moment: string): void => {
    // Drawn even when it cannot strike, so that what fails later does not depend on it.
    const struck = random() < probability && failures < inARow;
    if (!struck) return;
    failures++;
    throw new TidemarkError('undeliverable', `Chaos strikes ${moment} the write. Send the delivery again.`, {
      retryable: true,
    });
  };

  return {
    ...(inner.prepare !== undefined && { prepare: inner.prepare.bind(inner) }),
    ...(inner.inFlight !== undefined && { inFlight: inner.inFlight }),
    name: inner.name,
    destination: inner.destination,
    guarantee: inner.guarantee,
    ...(inner.independent !== undefined && { independent: inner.independent }),
    compose: (rows, memory, watermark) => inner.compose(rows, memory, watermark),
    write: async (delivery, signal, piece) => {
      strike(failBefore, 'before');
      const written = await inner.write(delivery, signal, piece);
      strike(failAfter, 'after');
      failures = 0;
      return written;
    },
    close: () => inner.close(),
  };
};
