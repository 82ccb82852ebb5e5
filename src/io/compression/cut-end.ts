import type { Rejected } from '../../operators/rejected.js';
import type { Decoded, Decoder } from '../codecs/codec.js';
import type { CompressionName } from './unpacker.js';

const cutText = (name: CompressionName): string =>
  `The line is cut off, as the ${name} data is that holds it.`;

/** What a decoder has left where its input does not end, but is cut off: a line that is cut is never a row. */
export const cutEnd = <T>(decoder: Decoder<T>, name: CompressionName): Decoded<T> => {
  const hasPartial = decoder.pending > 0;
  const { rows, rejected, rejectedAt, ...rest } = decoder.end();
  const places = rejectedAt ?? rejected.map(() => 0);
  // It may have been no row anyhow.
  if (!hasPartial || rows.length === 0 || places.at(-1) === rows.length)
    return { ...rest, rows, rejected, rejectedAt: places };
  const cut: Rejected = { reason: 'malformed', detail: cutText(name) };
  const whole = rows.slice(0, -1);
  return { ...rest, rows: whole, rejected: [...rejected, cut], rejectedAt: [...places, whole.length] };
};

/** Stands for compressed data of which nothing can be had, so that it does not disappear. */
export const nothingHad = (problem: string): Decoded<never> => ({
  rows: [],
  rejected: [{ reason: 'malformed', offset: 0, detail: `Nothing of it can be read: ${problem}.` }],
});
