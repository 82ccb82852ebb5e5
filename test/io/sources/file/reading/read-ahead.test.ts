import { expect, test } from 'vitest';
import { ReadAhead } from '../../../../../src/io/sources/file/reading/read-ahead.js';

/** What is taken of a whole buffer. */
const pieces = (ahead: ReadAhead): number[] => {
  const owner = {};
  ahead.fill(owner, 0, ahead.buffer.length);
  const sizes: number[] = [];
  for (let at = 0; ; at += sizes.at(-1) ?? 0) {
    const piece = ahead.take(owner, at);
    if (piece === undefined) return sizes;
    sizes.push(piece.length);
  }
};

test('the first pieces of a run are small, and no later ones', () => {
  const ahead = new ReadAhead(Buffer.alloc(300_000), 100_000);
  expect(pieces(ahead)).toEqual([16_384, 32_768, 65_536, 100_000, 85_312]);
  expect(pieces(ahead)).toEqual([100_000, 100_000, 100_000]);
});

test('a piece has no more than was asked for', () => {
  expect(pieces(new ReadAhead(Buffer.alloc(100), 40))).toEqual([40, 40, 20]);
});
