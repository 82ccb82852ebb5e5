import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { p50, p90, p95, p99, percentile } from '../../../src/operators/measures/index.js';
import type { Measure } from '../../../src/operators/measures/measure.js';
import { EXACT_VALUES, MAX_PAGES, type Sketch } from '../../../src/operators/measures/sketch.js';

interface Row {
  readonly v: number;
}

type Percentile = Measure<Row, Sketch, number | null>;
const WINDOW = { size: 1000, values: {} };

const fill = (measure: Percentile, values: readonly number[]): Sketch => {
  const sketch = measure.init();
  for (const v of values) measure.add(sketch, { v });
  return sketch;
};
const over = (measure: Percentile, values: readonly number[]): number | null =>
  measure.read(fill(measure, values), WINDOW);

/** The definition: the least value such that at least p % are at most that. */
const exactly = (values: readonly number[], p: number): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b);
  // Whole numbers only: p has one decimal at most here.
  return sorted.find((_, i) => (i + 1) * 1000 >= Math.round(p * 10) * values.length);
};

/** What is said is within 1 % of what is true; 0 for values so near to 0 that a double has no leading bits for them. */
const expectNear = (said: number | null, exact: number): void => {
  expect(said).not.toBeNull();
  expect(Math.abs((said ?? Number.NaN) - exact)).toBeLessThanOrEqual(
    Math.max(0.01 * Math.abs(exact), 2.3e-308),
  );
};

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('percentile', () => {
  test('is the value of the nearest rank: the least that p % of the values do not exceed', () => {
    expect(over(p50('v'), [15, 20, 35, 40, 50])).toBe(35);
    expect(over(percentile('v', 5), [15, 20, 35, 40, 50])).toBe(15);
    expect(over(percentile('v', 30), [15, 20, 35, 40, 50])).toBe(20);
    expect(over(percentile('v', 40), [50, 15, 40, 20, 35])).toBe(20);
    expect(over(percentile('v', 99.9), [15, 20, 35, 40, 50])).toBe(50);
    expect(over(p50('v'), [1, 2])).toBe(1);
  });

  test('is null over no numbers', () => {
    expect(over(p99('v'), [])).toBeNull();
    expect(over(p99('v'), [Number.NaN, Infinity, -Infinity])).toBeNull();
    expect(p99('v').empty).toBeNull();
  });

  test('has its rank right where a product of decimals is not: 99.9 % of 1000 is 999', () => {
    const values = [...Array.from({ length: 999 }, () => 0), 1e9];
    expect(over(percentile('v', 99.9), values)).toBe(0);
    expect(over(percentile('v', 99.91), values)).toBe(1e9);
    expect(over(percentile('v', 0.1), [-5, ...values.slice(1)])).toBe(-5);
  });

  test('is exact up to 64 values, and within 1 % over more', () => {
    const values = upTo(EXACT_VALUES).map((n) => n * 1.1);
    expect(over(p90('v'), values)).toBe(58 * 1.1);
    for (const p of [1, 50, 90, 95, 99, 99.9]) {
      const many = upTo(10_000).map((n) => n * 1.1);
      expectNear(over(percentile('v', p), many), exactly(many, p) ?? 0);
    }
  });

  test('never leaves the range of the values', () => {
    expect(
      over(
        p99('v'),
        Array.from({ length: 100 }, () => 1234.5),
      ),
    ).toBe(1234.5);
    expect(
      over(
        p50('v'),
        Array.from({ length: 100 }, () => -0.3),
      ),
    ).toBe(-0.3);
  });

  test('takes zeros, negatives, very small and very large values', () => {
    const values = [-1e300, -7, -1e-300, 0, -0, 5e-324, 1e-300, 7, 1e300].flatMap((v) =>
      Array.from({ length: 20 }, () => v),
    );
    for (const p of [5, 15, 25, 50, 70, 80, 99]) {
      expectNear(over(percentile('v', p), values), exactly(values, p) ?? 0);
    }
  });

  test('is bounded: values in more than 64 octaves take those nearest to 0 for 0', () => {
    const values = upTo(2000).map((n) => 2 ** (n - 1000));
    const sketch = fill(p50('v'), values);
    expect(sketch.pages.size).toBe(MAX_PAGES);
    expect(p50<Row>('v').read(sketch, WINDOW)).toBe(0);
    // Those that are kept are as near as ever.
    expectNear(over(percentile('v', 96.9), values), exactly(values, 96.9) ?? 0);
  });

  test('refuses what is no percentile', () => {
    for (const p of [0, 100, -1, 101, Number.NaN, Infinity, 1e-7, 99.123_456_7]) {
      expect(() => percentile('v', p)).toThrow('between 0 and 100');
    }
  });

  test('keeps what it has counted when p changes, as every p is read from the same', () => {
    expect(p95('v').signature).toBe(p50('v').signature);
    expect(p95('v').signature).not.toBe(p95('w' as never).signature);
  });
});

describe('percentiles of any numbers', () => {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
    { weight: 5, arbitrary: fc.double({ noNaN: true, min: 0.1, max: 1e5 }) },
    { weight: 2, arbitrary: fc.integer({ min: -10, max: 10 }) },
  );
  const near = fc.oneof(fc.double({ noNaN: true, min: -1e4, max: 1e9 }), fc.integer({ min: -100, max: 100 }));
  const p = fc.integer({ min: 1, max: 999 }).map((n) => n / 10);
  const lists = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(one, { maxLength: 300, size: 'max' });

  test('are within 1 % of the exact ones', () => {
    const lessSmall = near.filter((one) => one === 0 || Math.abs(one) > 1e-5);
    fc.assert(
      fc.property(fc.array(lessSmall, { minLength: 1, maxLength: 300, size: 'max' }), p, (values, at) => {
        expectNear(over(percentile('v', at), values), exactly(values, at) ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  test('do not depend on order, nor on what was merged with what: not a bit of the sketch does', () => {
    /** Single values may lie in any order. */
    const plain = ({ values, pages, ...rest }: Sketch): unknown => [
      { ...rest, zeros: rest.zeros },
      values.map((one) => one + 0).toSorted((a, b) => a - b),
      [...pages].sort(([a], [b]) => a - b),
    ];
    fc.assert(
      fc.property(lists(value), fc.nat(), fc.nat(), (values, a, b) => {
        const measure: Percentile = p95('v');
        const [i, j] = [a % (values.length + 1), b % (values.length + 1)].sort(
          (one, other) => one - other,
        ) as [number, number];
        const parts = [values.slice(0, i), values.slice(i, j), values.slice(j)] as const;
        const [x, y, z] = parts.map((part) => fill(measure, part)) as [Sketch, Sketch, Sketch];
        const kept = structuredClone(x);
        measure.merge(z, x);
        measure.merge(y, z);
        expect(x).toEqual(kept);
        expect(plain(y)).toEqual(plain(fill(measure, values)));
        expect(plain(y)).toEqual(plain(fill(measure, values.toReversed())));
      }),
      { numRuns: 500 },
    );
  });
});
