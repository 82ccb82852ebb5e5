import { describe, expect, test } from 'vitest';
import { tookMs } from '../../../../src/io/codecs/time/stamped-at-start.js';

const HOUR = 3_600_000;

describe('how long something took', () => {
  test('is in whole milliseconds, cut and not rounded: it was not over later than it was', () => {
    expect(tookMs(1.9, 'ms')).toBe(1);
    expect(tookMs(1999, 'us')).toBe(1);
    expect(tookMs('1.9999s', 'ms')).toBe(1999);
    expect(tookMs('250', 's')).toBe(250_000);
  });

  test('is up to an hour more than a week; what is longer, negative or no time is none', () => {
    expect(tookMs(169 * HOUR, 'ms')).toBe(169 * HOUR);
    expect(tookMs(169 * HOUR + 1, 'ms')).toBe(0);
    for (const value of [-1, Number.NaN, Infinity, '-', '1m', null, true])
      expect(tookMs(value, 'ms')).toBe(0);
  });
});
