import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DistinctState, distinct, EXACT_DISTINCT } from '../../../src/operators/measures/distinct.js';
import { hashValue } from '../../../src/operators/measures/hash-value.js';
import { runs } from '../../support/runs.js';

interface Row {
  readonly v: unknown;
}

const WINDOW = { size: 1000, values: {} };
const measure = distinct<Row>('v');
const fill = (values: Iterable<unknown>): DistinctState => {
  const state = measure.init();
  for (const v of values) measure.add(state, { v });
  return state;
};
const over = (values: Iterable<unknown>): number => measure.read(fill(values), WINDOW);
const texts = (n: number, prefix = ''): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

describe('distinct', () => {
  test('is how many different values there are', () => {
    expect(over(['a', 'b', 'a', '', 'b', ''])).toBe(3);
    expect(over([])).toBe(0);
    expect(measure.empty).toBe(0);
  });

  test('tells values of different kinds apart; null and undefined are none', () => {
    expect(over([1, '1', true, 'true', 1n, false, 0, '', Number.NaN, 'NaN', null, undefined])).toBe(10);
    expect(over([0, -0])).toBe(1);
    expect(over([0.1, 0.1 + Number.EPSILON, 1e300, -1e300, 2 ** 40, 2 ** 41])).toBe(6);
    expect(over([{ a: 1 }, { a: 1 }, { a: 2 }, [1], '[1]'])).toBe(4);
  });

  test('takes a function of the row as well', () => {
    const lengths = distinct<Row>(({ v }) => String(v).length);
    const state = lengths.init();
    for (const v of ['a', 'b', 'cc']) lengths.add(state, { v });
    expect(lengths.read(state, WINDOW)).toBe(2);
  });

  test('counts many rows at once as it counts them one by one, whichever states take turns', () => {
    // Ends that share a slot, texts that repeat, long ones, and all other kinds.
    const value = fc.oneof(
      { weight: 4, arbitrary: fc.nat(700).map((n) => `10.0.${n}.7`) },
      fc.constantFrom('', 'a', 'aa', null, undefined, 1, '1', 'x'.repeat(65), `y${'x'.repeat(64)}`),
    );
    const parts = fc.array(fc.tuple(fc.nat(2), fc.array(value, { maxLength: 60 })), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (all) => {
        const states = [0, 1, 2].map(() => measure.init());
        const plain = [0, 1, 2].map(() => measure.init());
        for (const [which, values] of all) {
          const rows = values.map((v) => ({ v }));
          measure.addAll?.(states[which] ?? measure.init(), rows, 0, rows.length);
          for (const row of rows) measure.add(plain[which] ?? measure.init(), row);
        }
        expect(states).toEqual(plain);
      }),
      { numRuns: runs(200) },
    );
  });

  test('is exact up to 256, and more than that from there on', () => {
    expect(over(texts(EXACT_DISTINCT))).toBe(256);
    expect(over([...texts(EXACT_DISTINCT), ...texts(EXACT_DISTINCT)])).toBe(256);
    expect(over(texts(EXACT_DISTINCT + 1))).toBeGreaterThanOrEqual(257);
  });

  test('has a standard error of 1.6 %, which 40 counts of each size keep to', () => {
    for (const n of [300, 2000, 9000, 12_000]) {
      const errors = Array.from({ length: 40 }, (_, run) => over(texts(n, `${run}/`)) / n - 1);
      const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
      expect(deviation).toBeLessThan(0.0163 * 1.35);
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.0163 * 4);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean)).toBeLessThan((0.0163 / Math.sqrt(errors.length)) * 4);
    }
  });

  test('counts numbers that follow each other as well as any others', () => {
    const errors = Array.from({ length: 40 }, (_, run) => {
      const from = run * 1_000_000;
      return over(Array.from({ length: 20_000 }, (__, i) => from + i)) / 20_000 - 1;
    });
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.0163 * 4);
  });

  test('does not depend on order, nor on what was merged with what, the switch included', () => {
    const values = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 500, size: 'max' });
    /** A set keeps the order in which it was filled. */
    const plain = ({ hashes, registers }: DistinctState): unknown => [
      hashes === undefined ? undefined : [...hashes].sort((a, b) => a - b),
      registers,
    ];
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [left, right] = [fill(one), fill(other)];
        const before = structuredClone(right);
        measure.merge(left, right);
        expect(right).toEqual(before);
        expect(plain(left)).toEqual(plain(fill([...other, ...one])));
        expect(plain(structuredClone(left))).toEqual(plain(left));
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('hashValue', () => {
  test('gives 53 bits that are the same in every run', () => {
    expect(['', 'a', 'abc', 1, 0.5, true, false].map(hashValue)).toMatchInlineSnapshot(`
      [
        1686563091607049,
        1061298958496785,
        8043892542688488,
        4448664201479155,
        8371492116137549,
        8217333232527715,
        8179711938890263,
      ]
    `);
  });

  test('gives a million neighbours different hashes', () => {
    expect(new Set(Array.from({ length: 500_000 }, (_, i) => hashValue(i))).size).toBe(500_000);
    expect(new Set(texts(500_000, 'user-').map(hashValue)).size).toBe(500_000);
  });

  test('spreads them over all bits', () => {
    const hashes = texts(4000).map(hashValue);
    for (let bit = 0; bit < 53; bit++) {
      const ones = hashes.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length;
      expect(Math.abs(ones - 2000)).toBeLessThan(5 * Math.sqrt(1000));
    }
  });
});
