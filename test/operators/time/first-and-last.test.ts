import { describe, expect, test } from 'vitest';
import { reachedFrom } from '../../../src/operators/time/doubts.js';
import { beginningOf, endOf } from '../../../src/operators/time/first-and-last.js';

describe('the first times', () => {
  test('are believed from the first of four that are near each other', () => {
    expect(beginningOf([0, 1000, 1001, 1002, 1003], 10)).toEqual({ from: 1000, pause: 1 });
    // Of three nobody knows which is wrong.
    expect(beginningOf([0, 1000, 1001, 1002], 10)).toEqual({ from: 0, pause: 1000 });
  });

  test('are near at exactly that distance, and at eight times what is usual', () => {
    expect(beginningOf([0, 10, 11, 12, 13], 10)).toEqual({ from: 0, pause: 10 });
    expect(beginningOf([0, 11, 12, 13, 14], 10)).toEqual({ from: 11, pause: 1 });
    expect(beginningOf([0, 8, 9, 10, 11], 1)).toEqual({ from: 0, pause: 8 });
    expect(beginningOf([0, 9, 10, 11, 12], 1)).toEqual({ from: 9, pause: 1 });
  });

  test('are confirmed by a clock as by a row, and two are enough then', () => {
    expect(beginningOf([0, 1000], 10, 1005)).toEqual({ from: 1000, pause: 5 });
    expect(beginningOf([0, 1000], 10)).toEqual({ from: 0, pause: 1000 });
    // A single one is believed without.
    expect(beginningOf([0], 10, 1005)).toEqual({ from: 0, pause: 0 });
  });
});

describe('the last times', () => {
  test('are believed up to that distance, and up to twice the longest silence before', () => {
    expect(endOf(100, [110], 10, 0)).toEqual({ reached: 110, leap: undefined });
    expect(endOf(100, [111], 10, 0)).toEqual({ reached: 100, leap: undefined });
    expect(endOf(100, [130], 10, 15)).toEqual({ reached: 130, leap: undefined });
    expect(endOf(100, [131], 10, 15)).toEqual({ reached: 100, leap: undefined });
  });

  test('are believed further on where two are near each other, which is a leap', () => {
    const leap = { from: 100, to: 200, rows: 2 };
    expect(endOf(100, [210, 200], 10, 0)).toEqual({ reached: 210, leap });
    expect(endOf(100, [200, 211], 10, 0)).toEqual({ reached: 100, leap: undefined });
    // What follows it belongs to it, and what stands alone again does not.
    expect(endOf(100, [200, 210, 220, 300], 10, 0)).toEqual({ reached: 220, leap: { ...leap, rows: 3 } });
    // Rows before it that are near are none of it.
    expect(endOf(100, [105, 200, 201], 10, 0)).toEqual({ reached: 201, leap });
  });
});

test('time comes to each doubt that is near the one before, at exactly that distance too', () => {
  const doubts = [{ time: 20 }, { time: 10 }, { time: 31 }];
  expect(reachedFrom(0, doubts, 10)).toBe(20);
  expect(reachedFrom(0, doubts, 11)).toBe(31);
  expect(reachedFrom(0, doubts, 9)).toBe(0);
});
