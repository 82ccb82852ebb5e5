import { TidemarkError } from '../../operators/tidemark-error.js';

/** A write that was broken off because nobody waits for it any longer; whether its rows have arrived is not known. */
export const stoppedWriting = (destination: string): TidemarkError =>
  new TidemarkError(
    'undeliverable',
    `Stopped writing to ${destination} before it was done. The rows are sent again.`,
    { retryable: true },
  );
