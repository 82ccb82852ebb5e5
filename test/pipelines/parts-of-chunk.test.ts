import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Chunk } from '../../src/operators/chunk.js';
import { NONE_REJECTED } from '../../src/operators/rejected.js';
import { partsOfChunk } from '../../src/pipelines/parts-of-chunk.js';

const ROWS = Array.from({ length: 25 }, (_, i) => i);

it('are no larger than they may be, and all of the chunk in its order', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, most) => {
      const rows = Array.from({ length: count }, (_, i) => i);
      const parts = partsOfChunk({ rows, rejected: NONE_REJECTED, position: 1 }, most);
      expect(parts.flatMap((part) => part.rows)).toEqual(rows);
      expect(Math.max(...parts.map((part) => part.rows.length))).toBeLessThanOrEqual(most);
    }),
  );
});

it('say with the last of them where to go on, and what applies after the rows', () => {
  const chunk: Chunk<number> = {
    rows: ROWS,
    rejected: NONE_REJECTED,
    position: 7,
    now: 5,
    ended: true,
    ownTime: true,
    partition: 'a',
  };
  const parts = partsOfChunk(chunk, 10);
  expect(parts.map(({ rows, rejected: _, ...rest }) => rest)).toEqual([
    { ownTime: true, partition: 'a' },
    { ownTime: true, partition: 'a' },
    { position: 7, now: 5, ended: true, ownTime: true, partition: 'a' },
  ]);
});

it('are one where what is said is of places among the rows, or applies before some of them', () => {
  const chunk = { rows: ROWS, rejected: NONE_REJECTED };
  for (const more of [{ rejectedAt: [] }, { pendingSince: 3 }]) {
    expect(partsOfChunk({ ...chunk, ...more }, 10)).toEqual([{ ...chunk, ...more }]);
  }
});
