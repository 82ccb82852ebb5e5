import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { decodeAll } from '../decode-all.js';
import { decodedInPieces, mutatedLines, prefixed, wrappedCodecs } from './wrapped-line-cases.js';

const SEED = 20_261_130;

test('whatever stands in front of a client, no other is taken for it, nor for its user', () => {
  const random = seededRandom(SEED);
  const input = Array.from({ length: 10_000 }, () => prefixed(random));
  const codec = unwrap(accessLog() as Codec<Row>);
  let read = 0;
  for (const line of input) {
    for (const row of decodeAll(codec, line).rows as readonly Record<string, unknown>[]) {
      read++;
      if (row.host !== '192.0.2.1' || row.user !== 'bob') expect([line, row]).toEqual('another client');
    }
  }
  // So that it is not true of nothing.
  expect(read).toBeGreaterThan(500);
});

test('mutated lines in any pieces give what they give at once, and nothing throws', () => {
  const random = seededRandom(SEED);
  for (const [i, codec] of wrappedCodecs().entries()) {
    const bytes = mutatedLines(random, 1000);
    const whole = decodeAll(codec, bytes);
    expect([i, decodedInPieces(codec, bytes, random)]).toEqual([i, whole]);
    expect(whole.rows.length + whole.rejected.length).toBeGreaterThan(100);
  }
});

describe('writers whose lines are mixed', () => {
  const trace = (writer: string): string[] => [
    `[pod/${writer}/app] 2020-02-07 11:48:51 ERROR ${writer} one`,
    `[pod/${writer}/app]   at a.b(C.java:1)`,
    `[pod/${writer}/app] 2020-02-07 11:48:52 INFO ${writer} two`,
    `[pod/${writer}/app]   at a.b(C.java:2)`,
    `[pod/${writer}/app]   at a.b(C.java:3)`,
  ];
  const WRITERS = ['a', 'b', 'c'];

  test('have the records that each has alone, in any order', () => {
    const codec = unwrap(lines(), { wrapping: 'kubectl', multiline: { start: '^\\d{4}-' } });
    const recordsOf = (input: readonly string[], writer: string) =>
      (decodeAll(codec, `${input.join('\n')}\n`).rows as readonly Record<string, unknown>[])
        .filter(({ pod }) => pod === writer)
        .map(({ line, time }) => [line, time]);
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 5, maxLength: 40 }), (turns) => {
        const left = WRITERS.map(trace);
        const mixed = [...turns.flatMap((turn) => left[turn]?.shift() ?? []), ...left.flat()];
        for (const writer of WRITERS)
          expect(recordsOf(mixed, writer)).toEqual(recordsOf(trace(writer), writer));
      }),
      { numRuns: 100 },
    );
  });

  test('are read from where reading starts, but for a record that was begun before', () => {
    const codec = unwrap(lines(), { wrapping: 'kubectl', multiline: { start: '^\\d{4}-' } });
    const all = WRITERS.flatMap(trace);
    const whole = decodeAll(codec, all.join('\n')).rows as readonly Record<string, unknown>[];
    for (let from = 0; from < all.length; from++) {
      const part = decodeAll(codec, all.slice(from).join('\n')).rows as readonly Record<string, unknown>[];
      const begun = part.filter(({ line }) => String(line).startsWith('2020'));
      expect(begun).toHaveLength(all.slice(from).filter((line) => line.includes('] 2020')).length);
      for (const record of begun) expect(whole).toContainEqual(record);
    }
  });
});
