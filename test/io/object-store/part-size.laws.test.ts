import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { combinedCrc32 } from '../../../src/io/object-store/combined-crc32.js';
import { partSize } from '../../../src/io/object-store/writing/part-size.js';

const MIB = 1024 * 1024;
const TIB = 1024 * 1024 * MIB;

it('FS-12: parts of any object are at most 10,000, and none but the last is shorter than S3 allows', () => {
  expect(partSize(60 * 1024 * MIB)).toBe(8 * MIB);
  expect(partSize(5 * TIB)).toBe(525 * MIB);
  expect(partSize(5 * TIB + 1)).toBeUndefined();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 * TIB }), (bytes) => {
      const size = partSize(bytes) ?? 0;
      expect(size % MIB).toBe(0);
      expect(size).toBeGreaterThanOrEqual(5 * MIB);
      expect(size).toBeLessThanOrEqual(5 * 1024 * MIB);
      expect(Math.ceil(bytes / size)).toBeLessThanOrEqual(10_000);
    }),
  );
});

it('the CRC-32 of pieces, put together in their order, is that of the whole, wherever it was cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 5000 }),
      fc.array(fc.nat(5000), { maxLength: 6 }),
      (bytes, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, piece) => bytes.subarray(at[piece], end));
        const sum = pieces.reduce((before, piece) => combinedCrc32(before, crc32(piece), piece.length), 0);
        expect(sum).toBe(crc32(bytes));
      },
    ),
  );
});
