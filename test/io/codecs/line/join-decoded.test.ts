import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec, Decoded } from '../../../../src/io/codecs/codec.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { joinDecoded } from '../../../../src/io/codecs/line/join-decoded.js';

/** Rows and faults in the order of their lines, as their numbers. */
const inOrder = ({ rows, rejected, rejectedAt = [] }: Decoded<unknown>): readonly string[] => {
  const order: string[] = [];
  let next = 0;
  for (let i = 0; i <= rows.length; i++) {
    for (; next < rejected.length && (rejectedAt[next] ?? 0) === i; next++)
      order.push(rejected[next]?.raw ?? '');
    if (i < rows.length) order.push('row');
  }
  return order;
};

const GOOD: readonly (readonly [string, Codec<unknown>, string])[] = [
  ['jsonl', jsonl(), '{"time":1778342400000,"n":1}'],
  ['access-log', accessLog(), '- - - [09/May/2026:16:00:00 +0000] "GET / HTTP/1.1" 200 1'],
  ['auto', auto(), '- - - [09/May/2026:16:00:00 +0000] "GET / HTTP/1.1" 200 1'],
];

describe.each(GOOD)('rejected lines of %s', (_, codec, good) => {
  test('stand between the rows where they were, however the bytes are cut and joined again', () => {
    const line = fc.constantFrom('good', 'x1', 'x2');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 200 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((one) => `${one === 'good' ? good : one}\n`).join(''));
        const decoder = codec.decoder('all');
        const parts: Decoded<unknown>[] = [];
        for (let from = 0; from < bytes.length; from += size)
          parts.push(decoder.decode(bytes.subarray(from, from + size)));
        parts.push(decoder.end());
        expect(inOrder(joinDecoded(parts))).toEqual(lines.map((one) => (one === 'good' ? 'row' : one)));
      }),
      { numRuns: 60 },
    );
  });
});
