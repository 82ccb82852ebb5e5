import type { Sink } from '../../src/io/sinks/sink.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';

/** The sink with a loop around its writes: tries again at once while the error is retryable. */
export const patient = (sink: Sink): Sink => ({
  ...sink,
  write: async (delivery) => {
    for (;;) {
      try {
        return await sink.write(delivery);
      } catch (error) {
        if (!(error instanceof TidemarkError && error.retryable)) throw error;
      }
    }
  },
});
