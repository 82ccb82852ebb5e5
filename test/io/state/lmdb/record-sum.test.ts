import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumOf } from '../../../../src/io/state/lmdb/record-sum.js';

test('sums up any part of any bytes as zlib does, also in two steps', () => {
  const bytes = fc.uint8Array({ maxLength: 600 });
  fc.assert(
    fc.property(bytes, fc.nat(600), fc.nat(600), fc.nat(600), (all, ...cuts) => {
      const [from = 0, middle = 0, to = 0] = cuts.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b);
      const whole = crc32(all.subarray(from, to));
      expect(sumOf(all, from, to)).toBe(whole);
      expect(sumOf(all, middle, to, sumOf(all, from, middle))).toBe(whole);
    }),
    { numRuns: 1000 },
  );
});
