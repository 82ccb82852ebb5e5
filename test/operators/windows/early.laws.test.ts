import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { compose } from '../../../src/operators/compose.js';
import { count, distinct, p95, rate, sum } from '../../../src/operators/measures/index.js';
import type { Operator } from '../../../src/operators/operator.js';
import { share } from '../../../src/operators/share.js';
import { top } from '../../../src/operators/top.js';
import { where } from '../../../src/operators/where.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { cutInto } from '../../../src/testing/cuts.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { rowsOf, stepChunks } from '../kit.js';

interface Hit {
  readonly time: number;
  readonly path: string;
  readonly size: number;
}

const hit: fc.Arbitrary<Hit> = fc.record({
  time: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: -20_000, max: 40_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -2_000_000, max: 2_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity) },
  ),
  path: fc.constantFrom('/a', '/b', '/c'),
  size: fc.integer({ min: 0, max: 5000 }),
});

const measures = {
  hits: count<Hit>(),
  bytes: sum<Hit>('size'),
  p95: p95<Hit>('size'),
  paths: distinct<Hit>('path'),
  rate: rate<Hit>(),
};
const by = ['path'] as const;

const operators = {
  tumbling: tumbling({ size: '10s', early: '1s', measures }),
  'tumbling by path': tumbling({ size: '6s', early: '2s', by, measures, alignTo: 1234 }),
  sliding: sliding({ size: '12s', every: '6s', early: '1500ms', measures }),
  'sliding by path': sliding({ size: '4s', every: '2s', early: '1s', by, measures }),
  'top of sections': compose(
    tumbling({ size: '10s', early: '2s', by, measures: { hits: count<Hit>() } }),
    share({ of: 'hits', as: 'share' }),
    top({ by: 'hits', n: 2 }),
    where(({ hits }: { hits: number }) => hits > 0),
  ),
  'windows of windows': compose(
    tumbling({ size: '4s', early: '1s', by, measures: { hits: count<Hit>() } }),
    sliding({ size: '10s', every: '5s', early: '1s', measures: { hits: sum('hits'), n: count() } }),
  ),
  alert: compose(
    tumbling({ size: '10s', early: '1s', by, measures: { bytes: sum<Hit>('size') } }),
    alert({ value: 'bytes', above: 6000, for: '3s', hold: '4s', remind: '5s' }),
  ),
  'alert on sliding windows': compose(
    sliding({ size: '6s', every: '3s', early: '1s', measures: { hits: count<Hit>() } }),
    alert({ value: 'hits', above: 3, forget: '20s' }),
  ),
};

for (const [name, operator] of Object.entries<Operator<Hit, unknown>>(operators)) {
  describe(name, () => {
    for (const law of operatorLaws(operator, hit)) test(law.name, () => law.check());
  });
}

interface Said {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly hits: number;
  readonly early?: true;
}

const LATENESS = 2000;
const hits = fc.array(
  fc.record({
    ...{ time: fc.integer({ min: -9000, max: 30_000 }) },
    path: fc.constantFrom('/a', '/b'),
    size: fc.constant(0),
  }),
  {
    maxLength: 40,
    size: 'max',
  },
);
const cuts = fc.infiniteStream(fc.nat({ max: 9 }));

describe('early rows', () => {
  test('are what brute force says: the rows of the window before each instant whose last step has any', () => {
    const [size, every, early] = [6000, 3000, 1000];
    const operator = sliding({
      size,
      every,
      early,
      by,
      measures: { hits: count<Hit>() },
    }) as unknown as Operator<Hit, Said>;
    const inRange = (rows: readonly Hit[], path: string, from: number, to: number): number =>
      rows.filter((row) => row.path === path && row.time >= from && row.time < to).length;
    fc.assert(
      fc.property(hits, fc.infiniteStream(fc.nat({ max: LATENESS })), cuts, (rows, jitter, sizes) => {
        const shuffled = rows
          .map((one) => [one.time + (jitter.next().value ?? 0), one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        const chunks = [...cutInto(shuffled, sizes).map((part) => chunkOf(part)), END];
        const said = rowsOf(stepChunks(operator, chunks, { lateness: LATENESS }))
          .filter((row) => row.early === true)
          .map(({ start, path, hits: n }) => `${start} ${path} ${n}`);
        const expected: string[] = [];
        for (let at = -9000; at <= 33_000; at += early) {
          // An instant at which a window closes shows the window itself.
          if (at % every === 0) continue;
          const start = Math.floor(at / every) * every + every - size;
          for (const path of ['/a', '/b']) {
            if (inRange(rows, path, at - early, at) > 0)
              expected.push(`${start} ${path} ${inRange(rows, path, start, at)}`);
          }
        }
        expect(said).toEqual(expected);
      }),
      { numRuns: runs(150) },
    );
  });

  test('change nothing in the windows, nor in what is made of them', () => {
    const windows = (early: object) =>
      compose(
        sliding({ size: 6000, every: 3000, ...early, by, measures: { hits: count<Hit>() } }),
        share({ of: 'hits', as: 'share' }),
        top({ by: 'hits', n: 1 }),
      ) as unknown as Operator<Hit, Said>;
    fc.assert(
      fc.property(hits, cuts, (rows, sizes) => {
        const chunks = [...cutInto(rows, sizes).map((part) => chunkOf(part)), END];
        const plain = rowsOf(stepChunks(windows({}), chunks, { lateness: LATENESS }));
        const shown = rowsOf(stepChunks(windows({ early: 1000 }), chunks, { lateness: LATENESS }));
        expect(shown.filter(({ early }) => early !== true).map((row) => ({ ...row }))).toEqual(
          plain.map((row) => ({ ...row })),
        );
      }),
      { numRuns: runs(150) },
    );
  });
});
