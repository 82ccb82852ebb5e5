import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { compose } from '../../../src/operators/compose.js';
import { count, distinct, first, last, max, p95, rate, sum } from '../../../src/operators/measures/index.js';
import type { Operator } from '../../../src/operators/operator.js';
import { session } from '../../../src/operators/session/session.js';
import { share } from '../../../src/operators/share.js';
import { top } from '../../../src/operators/top.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { cutInto } from '../../../src/testing/cuts.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { rejectedOf, rowsOf, stepChunks } from '../kit.js';

interface Hit {
  readonly time: number;
  readonly path: string;
  readonly size: number;
}

const hit: fc.Arbitrary<Hit> = fc.record({
  time: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: -20_000, max: 40_000 }) },
    // Distances of exactly the gap, and of exactly the longest session, come of these.
    { weight: 6, arbitrary: fc.integer({ min: -4, max: 20 }).map((n) => n * 1500) },
    { weight: 1, arbitrary: fc.integer({ min: -100_000_000, max: 100_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity) },
  ),
  path: fc.constantFrom('/a', '/b', '\u0000-'),
  size: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
});

const measures = {
  hits: count<Hit>(),
  bytes: sum<Hit>('size'),
  p95: p95<Hit>('size'),
  paths: distinct<Hit>('path'),
  rate: rate<Hit>(),
  opened: first<Hit, 'path'>('path'),
  ended: last<Hit, 'path'>('path'),
};

const operators = {
  session: session({ gap: '3s', measures }),
  'session by path': session({ gap: '3s', by: ['path'], measures }),
  'session by path, split': session({ gap: '1500ms', max: '4500ms', by: ['path'], measures }),
  'session as short as its gap': session({ gap: '3s', max: '3s', by: ['path'], measures }),
  'session shown early': session({ gap: '3s', max: '12s', early: '1s', by: ['path'], measures }),
  'session shown early, not split': session({ gap: '5s', early: '2s', by: ['path'], measures }),
  'sessions of windows that are shown early': compose(
    tumbling({ size: '2s', early: '500ms', by: ['path'], measures: { hits: count<Hit>() } }),
    session({ gap: '4s', by: ['path'], measures: { most: max('hits') } }),
  ),
  'windows of sessions': compose(
    session({ gap: '2s', by: ['path'], early: '1s', measures: { hits: count<Hit>() } }),
    sliding({ size: '10s', every: '5s', measures: { most: max('hits'), n: count() } }),
  ),
  'top of sessions': compose(
    session({ gap: '2s', by: ['path'], early: '1s', measures: { hits: count<Hit>() } }),
    share({ of: 'hits', as: 'part' }),
    top({ by: 'hits', n: 1 }),
  ),
  'alert on sessions': compose(
    session({ gap: '2s', by: ['path'], early: '1s', measures: { hits: count<Hit>() } }),
    alert({ value: 'hits', above: 2, remind: '4s', forget: '30s' }),
  ),
};

for (const [name, operator] of Object.entries<Operator<Hit, unknown>>(operators)) {
  describe(name, () => {
    for (const law of operatorLaws(operator, hit)) test(law.name, () => law.check());
  });
}

describe('sessions are what brute force says', () => {
  const LATENESS = 2000;
  const GAP = 1500;

  interface Said {
    readonly start: number;
    readonly end: number;
    readonly path: string;
    readonly hits: number;
  }

  /** Rows of one key in order; each that is far enough from the last, or from the first, begins a session. */
  function sessionsByForce(rows: readonly Hit[], longest: number): string[] {
    return [...new Set(rows.map(({ path }) => path))].flatMap((path) => {
      const sessions: number[][] = [];
      for (const { time } of rows.filter((row) => row.path === path).sort((a, b) => a.time - b.time)) {
        const open = sessions.at(-1);
        const [start = 0, newest = 0] = [open?.[0], open?.at(-1)];
        if (open !== undefined && time - newest < GAP && time - start < longest) open.push(time);
        else sessions.push([time]);
      }
      return sessions.map((times) => {
        const [start = 0, newest = 0] = [times[0], times.at(-1)];
        return `${path} ${start} ${Math.min(newest + GAP, start + longest)} ${times.length}`;
      });
    });
  }

  const hits = fc.array(
    fc.record({
      time: fc.oneof(
        fc.integer({ min: -5000, max: 20_000 }),
        fc.integer({ min: -5, max: 20 }).map((n) => n * 500),
      ),
      path: fc.constantFrom('/a', '/b'),
      size: fc.constant(0),
    }),
    { maxLength: 40, size: 'max' },
  );
  const cuts = fc.infiniteStream(fc.nat({ max: 9 }));
  const jitters = fc.infiniteStream(fc.nat({ max: LATENESS }));
  const shuffled = (rows: readonly Hit[], jitter: Iterator<number>): Hit[] =>
    rows
      .map((one) => [one.time + (jitter.next().value ?? 0), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);

  for (const longest of [Infinity, 1500, 4000]) {
    const operator = session({
      gap: GAP,
      ...(longest !== Infinity && { max: longest }),
      by: ['path'],
      measures: { hits: count<Hit>() },
    }) as unknown as Operator<Hit, Said>;

    test(`rows shuffled within the lateness, longest ${longest}`, () => {
      fc.assert(
        fc.property(hits, cuts, jitters, (rows, sizes, jitter) => {
          const chunks = [...cutInto(shuffled(rows, jitter), sizes).map((part) => chunkOf(part)), END];
          const batches = stepChunks(operator, chunks, { lateness: LATENESS });
          const said = rowsOf(batches);
          const texts = said.map(({ path, start, end, hits: n }) => `${path} ${start} ${end} ${n}`);
          expect(texts.toSorted()).toEqual(sessionsByForce(rows, longest).toSorted());
          expect(said.map(({ end }) => end)).toEqual(said.map(({ end }) => end).sort((a, b) => a - b));
          expect(rejectedOf(batches)).toEqual([]);
        }),
        { numRuns: runs(200) },
      );
    });

    test(`rows in any order: each is counted or late, and no row is older than the watermark said, longest ${longest}`, () => {
      fc.assert(
        fc.property(hits, cuts, (rows, sizes) => {
          const chunks = [...cutInto(rows, sizes).map((part) => chunkOf(part)), END];
          const batches = stepChunks(operator, chunks, { lateness: LATENESS });
          const counted = rowsOf(batches).reduce((sum, one) => sum + one.hits, 0);
          expect(counted + rejectedOf(batches).length).toBe(rows.length);
          let watermark = -Infinity;
          for (const batch of batches) {
            for (const { start, end } of batch.rows) {
              expect(start).toBeGreaterThanOrEqual(watermark);
              expect(end - start).toBeLessThanOrEqual(longest);
            }
            expect(batch.watermark).toBeGreaterThanOrEqual(watermark);
            watermark = batch.watermark;
          }
        }),
        { numRuns: runs(200) },
      );
    });
  }
});
