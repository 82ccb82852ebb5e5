import { describe, expect, test } from 'vitest';
import { random } from '../../src/io/random.js';
import { pick, zipf } from '../../src/pipelines/access-log/generator/pick.js';

const draw = (seed: number, stream?: number, count = 20): readonly number[] => {
  const next = random(seed, stream);
  return Array.from({ length: count }, () => next());
};

describe('random', () => {
  test('draws the same numbers from the same seed', () => {
    expect(draw(7)).toEqual(draw(7));
  });

  test('draws other numbers from another seed, from one that differs above 2³², and from another stream', () => {
    for (const other of [draw(8), draw(7 + 2 ** 32), draw(7, 1)]) expect(other).not.toEqual(draw(7));
  });

  test('draws whole numbers below 2³², with each bit set about half of the time', () => {
    const numbers = draw(1, 0, 10_000);
    expect(numbers.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true);
    for (let bit = 0; bit < 32; bit++) {
      const set = numbers.filter((n) => (n >>> bit) & 1).length;
      expect(Math.abs(set - 5000)).toBeLessThan(250);
    }
  });
});

describe('pick', () => {
  test('draws each value about as often as its weight says, and never one of weight 0', () => {
    const next = pick(
      [
        ['a', 3],
        ['b', 1],
        ['c', 0],
      ],
      random(1),
    );
    const drawn = Array.from({ length: 10_000 }, () => next());
    expect(drawn.filter((value) => value === 'a').length / 10_000).toBeCloseTo(0.75, 1);
    expect(new Set(drawn)).toEqual(new Set(['a', 'b']));
  });

  test('zipf makes the nth value n times rarer than the first', () => {
    expect(zipf(['a', 'b', 'c', 'd'])).toEqual([
      ['a', 1],
      ['b', 1 / 2],
      ['c', 1 / 3],
      ['d', 1 / 4],
    ]);
  });
});
