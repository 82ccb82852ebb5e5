import type { Rejected } from '../../operators/rejected.js';
import type { Decoded, Decoder } from '../codecs/codec.js';

const CUT = 'The line is cut off, as the gzip data is that holds it.';

/** What a decoder has left where its input does not end, but is cut off: a line that is cut is never a row. */
export const cutEnd = <T>(decoder: Decoder<T>): Decoded<T> => {
  const hasPartial = decoder.pending > 0;
  const { rows, rejected, rejectedAt } = decoder.end();
  const places = rejectedAt ?? rejected.map(() => 0);
  // It may have been no row anyhow.
  if (!hasPartial || rows.length === 0 || places.at(-1) === rows.length)
    return { rows, rejected, rejectedAt: places };
  const cut: Rejected = { reason: 'malformed', detail: CUT };
  const whole = rows.slice(0, -1);
  return { rows: whole, rejected: [...rejected, cut], rejectedAt: [...places, whole.length] };
};

/** Stands for gzip data of which nothing can be had, so that it does not disappear. */
export const nothingHad = (problem: string): Decoded<never> => ({
  rows: [],
  rejected: [{ reason: 'malformed', offset: 0, detail: `Nothing of it can be read: ${problem}.` }],
});
