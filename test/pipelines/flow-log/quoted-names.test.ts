import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_NAME } from '../../../src/pipelines/flow-log/flow-row.js';
import { QuotedNames } from '../../../src/pipelines/flow-log/quoted-names.js';
import { runs } from '../../support/runs.js';

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** What is to be read, one byte at a time. */
const read = (bytes: Buffer, from: number): { readonly name: string; readonly end: number } | undefined => {
  const end = bytes.findIndex((byte, at) => at >= from && (byte === 0x22 || byte === 0x5c || byte < 0x20));
  if (end <= from || bytes[end] !== 0x22 || end - from > LONGEST_NAME) return undefined;
  return { name: bytes.toString('utf8', from, end), end: end + 1 };
};

/** Few letters, so that names come again, and such as differ from a quote, a backslash or a space in one bit. */
const LETTER = fc.constantFrom(...'ab"\\ #\u001f\0\n!¢é߿€😀\u00a2\u0122\u2222', 'abcdefgh');
const TEXT = fc.array(LETTER, { maxLength: 40 }).map((letters) => letters.join(''));
const LONG = fc.integer({ min: 50, max: 270 }).map((length) => `${'x'.repeat(length)}"`);

describe('QuotedNames', () => {
  it('reads what one byte at a time reads, however often, wherever in the bytes it stands', () => {
    const names = new QuotedNames();
    const before = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(before, fc.oneof({ weight: 5, arbitrary: TEXT }, LONG), TEXT, (at, text, after) => {
        const bytes = Buffer.from(`${'"'.repeat(at)}${text}"${after}`).subarray(at);
        for (let from = 0; from <= Math.min(bytes.length, 8); from++) {
          // Within a letter no name begins.
          if (((bytes[from] ?? 0) & 0xc0) === 0x80) continue;
          const name = names.get(bytes, viewOf(bytes), from);
          expect(name === undefined ? undefined : { name, end: names.end }).toEqual(read(bytes, from));
        }
      }),
      { numRuns: runs(3000) },
    );
  });

  it('tells many names from each other, also where they share a place', () => {
    const names = new QuotedNames();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 40_000; i++) {
        const bytes = Buffer.from(`app-${i}":`);
        expect(names.get(bytes, viewOf(bytes), 0)).toBe(`app-${i}`);
      }
    }
  });
});
