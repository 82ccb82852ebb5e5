import type { Decoded } from '../codecs/codec.js';

/** Whether decoding gave something to hand over. */
export const holdsAnything = ({ rows, rejected, skipped = 0 }: Decoded<unknown>): boolean =>
  rows.length > 0 || rejected.length > 0 || skipped > 0;
