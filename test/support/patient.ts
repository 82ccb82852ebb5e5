import type { Sink } from '../../src/io/sinks/sink.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';

/** The sink with a loop around its writes: tries again at once while the error is retryable and nobody has stopped it. */
export const patient = (sink: Sink): Sink => ({
  ...sink,
  write: async (delivery, signal, piece) => {
    for (;;) {
      try {
        return await sink.write(delivery, signal, piece);
      } catch (error) {
        if (signal.aborted || !(error instanceof TidemarkError && error.retryable)) throw error;
      }
    }
  },
});
