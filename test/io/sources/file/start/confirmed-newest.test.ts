import { describe, expect, it } from 'vitest';
import { confirmedNewest } from '../../../../../src/io/sources/file/start/confirmed-newest.js';

const HOUR = 3_600_000;

describe('confirmedNewest', () => {
  it.each([
    ['nothing', [], undefined],
    ['one time', [7], 7],
    ['times out of order', [5, 9, 7], 9],
    ['a single one from the future in the middle', [5, 10 * HOUR, 7], 7],
    ['a single one from the future at the end', [5, 7, 10 * HOUR], 7],
    ['a single one from the future at the beginning', [10 * HOUR, 5, 7], 7],
    ['a gap, once the next one confirms it', [5, 10 * HOUR, 10 * HOUR + 1], 10 * HOUR + 1],
    ['a single one an hour ahead', [5, 5 + HOUR], 5],
    ['times that are all far apart, but for the last', [5, HOUR, 2 * HOUR, 3 * HOUR], 2 * HOUR],
    ['several that go by different wrong clocks', [5, 6, 9 * HOUR, HOUR, 99 * HOUR, 7, 8], 8],
    ['times before 1970', [-9, -5, -7], -5],
  ])('gives the newest of %s', (_what, times, newest) => {
    expect(confirmedNewest(times)).toBe(newest);
  });
});
