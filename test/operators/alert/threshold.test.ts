import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOver, perSecond } from '../../../src/operators/alert/threshold.js';

describe('perSecond', () => {
  test('is exact in the decimals that the number is written with', () => {
    expect(perSecond(10)).toEqual({ events: 10, milliseconds: 1000 });
    expect(perSecond(0.07)).toEqual({ events: 7, milliseconds: 100_000 });
    expect(perSecond(12.5)).toEqual({ events: 125, milliseconds: 10_000 });
    expect(perSecond(1e-7)).toEqual({ events: 1, milliseconds: 1e10 });
    expect(perSecond(0)).toEqual({ events: 0, milliseconds: 1000 });
  });

  test('refuses what is no rate, or cannot be exact', () => {
    for (const rate of [-1, Number.NaN, Infinity, 1e21, 1e-13])
      expect(() => perSecond(rate)).toThrow('is no rate');
  });
});

describe('levelOver', () => {
  test('0.07 a second over 100 s is 7, where multiplying doubles gives a little more', () => {
    expect(0.07 * 100).not.toBe(7);
    expect(levelOver(perSecond(0.07), 100_000)).toBe(7);
  });

  test('10 a minute over two minutes is 20, and over 90 s is 15', () => {
    const level = { events: 10, milliseconds: 60_000 };
    expect(levelOver(level, 120_000)).toBe(20);
    expect(levelOver(level, 90_000)).toBe(15);
  });

  test('1 a minute over 100 s is between one and two', () => {
    expect(levelOver({ events: 1, milliseconds: 60_000 }, 100_000)).toBe(5 / 3);
  });

  test('bytes a second over a day are whole where they are: no rounding on the way', () => {
    expect(levelOver(perSecond(892_279_633), 86_199_000)).toBe(892_279_633 * 86_199);
  });

  test('a number is a level in the value’s own unit, whatever the window', () => {
    expect(levelOver(0.5, undefined)).toBe(0.5);
    expect(levelOver(0.5, 60_000)).toBe(0.5);
  });

  test('a rate needs a window, and whole numbers', () => {
    expect(() => levelOver(perSecond(1), undefined)).toThrow('rows that come from a window');
    expect(() => levelOver({ events: 0.5, milliseconds: 1000 }, 1000)).toThrow('whole events');
    expect(() => levelOver({ events: 1, milliseconds: 0 }, 1000)).toThrow('whole milliseconds');
  });

  test('a whole number of hits compares with it as with the true fraction', () => {
    const rate = fc
      .tuple(fc.nat({ max: 1e9 }), fc.nat({ max: 6 }))
      .map(([digits, places]) => Number(`${digits}e-${places}`));
    fc.assert(
      fc.property(
        rate,
        fc.integer({ min: 1, max: 86_400 }),
        fc.integer({ min: -1, max: 1 }),
        (perS, size, near) => {
          const level = perSecond(perS);
          const limit = levelOver(level, size * 1000);
          const hits = Math.floor(limit) + near;
          const [left, right] = [
            BigInt(hits) * BigInt(level.milliseconds),
            BigInt(level.events) * BigInt(size * 1000),
          ];
          expect([hits > limit, hits < limit]).toEqual([left > right, left < right]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
