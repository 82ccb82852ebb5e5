import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { expectedCount, parseRate } from '../../../src/operators/time/rate.js';

describe('parseRate', () => {
  test.each([
    ['50/s', 50],
    ['10/m', 10 / 60],
    ['3/h', 3 / 3600],
    ['0.07/s', 0.07],
    ['86400/d', 1],
    ['10', 10],
    ['2.50', 2.5],
    ['0/s', 0],
    [' 10 / s ', 10],
  ])('reads %s', (text, perSecond) => {
    expect(parseRate(text).perSecond).toBe(perSecond);
  });

  test.each([
    ['', 'A rate is empty; write for example 50/s, 10/m or 3/h.'],
    ['-1/s', '"-1/s" is negative; a rate is 0/s or more.'],
    ['fast', '"fast" is not a rate; write for example 50/s, 10/m or 3/h.'],
    ['10/', '"10/" is not a rate; write for example 50/s, 10/m or 3/h.'],
    ['10s', '"10s" is not a rate; write for example 50/s, 10/m or 3/h.'],
    ['10/min', '"10/min" has an unknown unit "min". Write 10/m. A rate is per s, m, h or d.'],
    ['10/S', '"10/S" has an unknown unit "S". Write 10/s. A rate is per s, m, h or d.'],
    ['10/ms', '"10/ms" has an unknown unit "ms". A rate is per s, m, h or d.'],
    ['0.12345678901234567/s', '"0.12345678901234567/s" has too many digits to be counted exactly; round it.'],
  ])('refuses %j and says what to write', (text, message) => {
    expect(() => parseRate(text)).toThrow(new TidemarkError('usage', message));
  });
});

describe('expectedCount', () => {
  test.each([
    ['50/s', 300_000, 15_000],
    ['0.07/s', 100_000, 7],
    ['1/m', 30_000, 1],
    ['1/m', 29_999, 0],
    ['0/s', 1000, 0],
  ])('%s makes over %d ms, rounded half up, %d events', (rate, milliseconds, count) => {
    expect(expectedCount(parseRate(rate), milliseconds)).toBe(count);
  });
});
