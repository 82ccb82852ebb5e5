import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IsoClock, isoTime } from '../../../../src/io/codecs/time/iso-time.js';

const at = Date.parse('2024-02-29T13:55:36Z');

describe('an ISO 8601 instant', () => {
  test.each([
    ['2024-02-29T13:55:36Z', at],
    ['2024-02-29t13:55:36z', at],
    ['2024-02-29 13:55:36', at],
    ['2024-02-29 13:55:36 UTC', undefined],
    ['2024-02-29T13:55:36.5Z', at + 500],
    ['2024-02-29T13:55:36,987654321Z', at + 987],
    ['2024-02-29T13:55:36.Z', undefined],
    ['2024-02-29T13:55Z', at - 36_000],
    ['2024-02-29T13:55:36+01:00', at - 3_600_000],
    ['2024-02-29T13:55:36-0130', at + 5_400_000],
    ['2024-02-29T13:55:36+02', at - 7_200_000],
    ['2024-02-29 13:55:36.123 +0000', at + 123],
    ['2024-02-29T13:55:36+1:00', undefined],
    ['2024-02-29T13:55:36+01:60', undefined],
    ['2024-02-29T13:55:36+24:00', undefined],
    ['2024-02-29T13:55:36+', undefined],
    ['2024-02-29T13:55:36ZZ', undefined],
    ['2024-02-29T13:55:36 ', undefined],
    ['2024-02-29', undefined],
    ['2024-02-29T', undefined],
    ['2024-02-29T13', undefined],
    ['2024-02-29T13:5', undefined],
    ['2024-02-29T13:55:', undefined],
    ['2024-02-29T13:55:3', undefined],
    ['', undefined],
    ['２024-02-29T13:55:36Z', undefined],
    ['Ĳ024-02-29T13:55:36Z', undefined],
    [`2024-02-29T13:55:36.${'1'.repeat(200)}Z`, undefined],
  ])('%s is %s', (text, want) => {
    expect(isoTime(text)).toBe(want);
  });

  test.each([
    '2023-02-29T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:61Z',
  ])('%s does not exist', (text) => {
    expect(isoTime(text)).toBeUndefined();
  });

  test('may be a leap second, which is the second after', () => {
    expect(isoTime('2016-12-31T23:59:60Z')).toBe(Date.parse('2017-01-01T00:00:00Z'));
  });

  test('without a zone is in UTC, in the zone given, or refused', () => {
    expect(isoTime('2024-02-29T13:55:36', 3_600_000)).toBe(at - 3_600_000);
    expect(isoTime('2024-02-29T13:55:36Z', 3_600_000)).toBe(at);
    expect(isoTime('2024-02-29T13:55:36', 'refused')).toBeUndefined();
    expect(isoTime('2024-02-29T13:55:36+00:00', 'refused')).toBe(at);
  });

  test('of the years 0 to 99 is not moved to the century before last', () => {
    expect(isoTime('0099-01-01T00:00:00Z')).toBe(Date.parse('0099-01-01T00:00:00Z'));
  });
});

test('what JavaScript writes is read back, in any order and from any place of a buffer', () => {
  const dates = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.array(dates, { minLength: 1, maxLength: 5 }), (list) => {
      const clock = new IsoClock();
      for (const date of list) {
        expect(isoTime(date.toISOString())).toBe(date.getTime());
        const bytes = Buffer.from(`x${date.toISOString()}0`);
        expect(clock.read(bytes, 1, bytes.length - 1)).toBe(date.getTime());
      }
    }),
  );
});

test('never takes a text for an instant that JavaScript says is another or none', () => {
  const text = fc.stringMatching(/^2024-[0-3][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-5][0-9]Z$/);
  fc.assert(
    fc.property(text, (candidate) => {
      const day = new Date(`${candidate.slice(0, 10)}T00:00:00Z`);
      const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(candidate.slice(0, 10));
      // JavaScript takes 24:00:00, too.
      const want = exists && !candidate.includes('T24') ? Date.parse(candidate) : Number.NaN;
      expect(isoTime(candidate) ?? Number.NaN).toBe(want);
    }),
    { numRuns: 500 },
  );
});
