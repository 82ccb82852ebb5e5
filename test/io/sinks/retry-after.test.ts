import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../../src/io/sinks/http/retry-after.js';

const NOW = Date.UTC(2026, 4, 9, 16, 0, 0);

describe('retryAfter', () => {
  it.each([
    ['no header', undefined, undefined, undefined],
    ['seconds', '7', undefined, 7000],
    ['seconds with spaces', ' 0 ', undefined, 0],
    ['a date, by our clock', 'Sat, 09 May 2026 16:00:30 GMT', undefined, 30_000],
    [
      'a date, by the clock of the answer',
      'Sat, 09 May 2026 16:00:30 GMT',
      'Sat, 09 May 2026 16:00:20 GMT',
      10_000,
    ],
    ['a date, beside a date that is none', 'Sat, 09 May 2026 16:00:30 GMT', 'today', 30_000],
    ['a date that has passed', 'Sat, 09 May 2026 15:00:00 GMT', undefined, 0],
    ['more than five minutes', '86400', undefined, 300_000],
    ['a date far away', 'Sat, 09 May 2099 16:00:00 GMT', undefined, 300_000],
    ['a word', 'soon', undefined, undefined],
    ['nothing', '', undefined, undefined],
  ])('reads %s', (_, header, date, milliseconds) => {
    expect(retryAfter(header, date, NOW)).toBe(milliseconds);
  });
});
