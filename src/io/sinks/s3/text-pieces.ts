import type { Emitted } from '../sink.js';
import type { ObjectPiece } from './object-format.js';
import type { Packing } from './packing.js';

/** Rows whose text is made at once, and characters after which a piece is full. */
const STEP = 64;
const FULL = 2 * 1024 * 1024;

/** Rows as text, in pieces that are compressed each by itself. */
export function* textPieces(
  rows: readonly Emitted[],
  textOf: (rows: readonly Emitted[]) => string,
  { pack }: Packing,
): Generator<ObjectPiece, void, undefined> {
  let from = 0;
  let text = '';
  for (let at = 0; at < rows.length; at += STEP) {
    text += textOf(rows.length <= STEP ? rows : rows.slice(at, at + STEP));
    const end = Math.min(rows.length, at + STEP);
    if (text.length < FULL && end < rows.length) continue;
    yield { rows: end - from, bytes: pack(Buffer.from(text)) };
    [from, text] = [end, ''];
  }
}
