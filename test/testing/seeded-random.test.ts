import { expect, it } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

it('gives the same numbers for the same seed and others for another', () => {
  expect(draw(7, 50)).toEqual(draw(7, 50));
  expect(draw(7, 50)).not.toEqual(draw(8, 50));
});

it('gives the numbers that it has always given', () => {
  expect(draw(1, 3).map((number) => Math.round(number * 2 ** 32))).toEqual([
    3387734806, 1080862987, 3546521498,
  ]);
});

it('spreads its numbers evenly over [0, 1)', () => {
  const numbers = draw(42, 100_000);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const buckets = new Array<number>(10).fill(0);
  for (const number of numbers) buckets[Math.floor(number * 10)]! += 1;
  for (const bucket of buckets) expect(Math.abs(bucket - 10_000)).toBeLessThan(500);
});
