import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Clock, systemClock } from '../clock.js';
import type { Codec } from '../codecs/codec.js';

/** What every source of bytes is told. */
export interface ReadingOptions<T> {
  readonly codec: Codec<T>;
  /** Fields that somebody downstream asks for; 'all' by default. */
  readonly fields?: readonly string[] | 'all';
  /** Bytes decoded at once, at most; 256 KiB by default. */
  readonly readBytes?: number;
  /** Milliseconds between two looks for more; 250 by default. */
  readonly poll?: number;
  /** The system's by default; a test passes a virtual one. */
  readonly clock?: Clock;
}

/** Fills in the defaults. Throws TidemarkError 'bad-options' for sizes and times that make no sense. */
export const readingOptions = <T>(options: ReadingOptions<T>): Required<ReadingOptions<T>> => {
  const { codec, fields = 'all', clock = systemClock(), readBytes = 256 * 1024, poll = 250 } = options;
  if (!Number.isSafeInteger(readBytes) || readBytes < 1) {
    throw new TidemarkError(
      'bad-options',
      `readBytes is ${readBytes}: pass a whole number of bytes, 1 or more.`,
    );
  }
  if (!Number.isFinite(poll) || poll <= 0) {
    throw new TidemarkError('bad-options', `poll is ${poll}: pass a number of milliseconds above 0.`);
  }
  return { codec, fields, clock, readBytes, poll };
};
