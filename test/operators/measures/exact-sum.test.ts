import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addExactly,
  addValue,
  type ExactSum,
  exactSum,
  mergeExactly,
  readExactly,
} from '../../../src/operators/measures/exact-sum.js';
import { Skips } from '../../../src/operators/skips.js';

const sumOf = (values: readonly number[]): ExactSum => {
  const sum = exactSum();
  for (const value of values) addExactly(sum, value);
  return sum;
};
/** Past the largest double there is no number, and what is passed over is noted. */
test('adds no number that no double can hold, and notes it', () => {
  const sum = exactSum();
  const skips = new Skips('v');
  for (const value of [10n ** 308n, 10n ** 400n, `1${'0'.repeat(320)}`, `-1${'0'.repeat(320)}`])
    addValue(sum, value, { time: skips.count }, skips);
  expect(readExactly(sum)).toBe(1e308);
  expect(skips).toMatchObject({ count: 3, example: { why: 'no number' }, rounded: undefined });
});

const total = (values: readonly number[]): number => readExactly(sumOf(values));

/** Every double is a whole number of these: 2 to the power of -1074. */
const SCALE = 1074n;

/** A double as a whole number of the smallest doubles. */
function exactly(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}

/** The double nearest to so many smallest doubles; of two as near the even one. */
function nearest(units: bigint): number {
  const size = units < 0n ? -units : units;
  const extra = BigInt(Math.max(0, size.toString(2).length - 53));
  const half = extra === 0n ? 0n : 1n << (extra - 1n);
  const rest = size - ((size >> extra) << extra);
  let digits = size >> extra;
  if (rest > half || (rest === half && half > 0n && (digits & 1n) === 1n)) digits++;
  // In two steps, as the smallest doubles are no power of two that a double can be divided by.
  const exponent = Number(extra - SCALE);
  const value = Number(digits) * 2 ** Math.max(exponent, -537) * 2 ** Math.min(exponent + 537, 0);
  return units < 0n ? -value : value;
}

const oracle = (values: readonly number[]): number =>
  nearest(values.reduce((sum, value) => sum + exactly(value), 0n));

/** As far as sums of some hundred of them stay within the doubles. */
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0.1, 0.2, 0.3, 1e16, -1e16, 1, 2 ** -53, 2 ** 53, -(2 ** 53), 5e-324, -0, 1e-300),
);
const doubles = fc.array(double, { maxLength: 40, size: 'max' });

describe('exact sum', () => {
  test('of nothing is 0', () => {
    expect(readExactly(exactSum())).toBe(0);
  });

  test('is what decimals promise', () => {
    expect(total([0.1, 0.2, 0.3])).toBe(0.6);
    expect(total(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });

  test('keeps small numbers beside big ones', () => {
    expect(total([1e16, 1, -1e16])).toBe(1);
    expect(total([1e300, 5e-324, -1e300])).toBe(5e-324);
  });

  test('counts on where whole numbers stop being safe', () => {
    expect(total([Number.MAX_SAFE_INTEGER, 2])).toBe(2 ** 53 + 1 + 0);
    expect(total([Number.MAX_SAFE_INTEGER, 1, 1, -Number.MAX_SAFE_INTEGER])).toBe(2);
  });

  test('rounds half-way cases to where the rest points, and to even where there is none', () => {
    expect(total([1, 2 ** -53])).toBe(1);
    expect(total([1, 2 ** -53, 2 ** -106])).toBe(1 + 2 ** -52);
    expect(total([1 + 2 ** -52, 2 ** -53, -(2 ** -106)])).toBe(1 + 2 ** -52);
    expect(total([1 + 2 ** -52, 2 ** -53])).toBe(1 + 2 ** -51);
  });

  test('the oracle of this file is itself right', () => {
    fc.assert(
      fc.property(double, (value) => {
        expect(nearest(exactly(value))).toBe(value + 0);
      }),
    );
    expect(oracle([0.1, 0.2])).toBe(0.1 + 0.2);
  });

  test('is the double nearest to the true sum', () => {
    fc.assert(
      fc.property(doubles, (values) => {
        expect(total(values) + 0).toBe(oracle(values) + 0);
      }),
      { numRuns: 1500 },
    );
  });

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(doubles, fc.infiniteStream(fc.nat()), (values, picks) => {
        const shuffled = values
          .map((value) => [picks.next().value, value] as const)
          .sort(([a], [b]) => a - b)
          .map(([, value]) => value);
        expect(total(shuffled) + 0).toBe(total(values) + 0);
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on what is merged with what, and merging leaves the merged one as it was', () => {
    fc.assert(
      fc.property(doubles, doubles, doubles, (a, b, c) => {
        const [left, right] = [sumOf(a), sumOf(b)];
        const before = structuredClone(right);
        mergeExactly(left, right);
        expect(right).toEqual(before);
        const last = sumOf(c);
        mergeExactly(last, left);
        expect(readExactly(last) + 0).toBe(total([...a, ...b, ...c]) + 0);
      }),
      { numRuns: 500 },
    );
  });

  test('survives a serializer', () => {
    const sum = structuredClone(sumOf([0.1, 1e16]));
    addExactly(sum, -1e16);
    expect(readExactly(sum)).toBe(0.1);
  });
});
