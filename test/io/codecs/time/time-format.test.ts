import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeReader } from '../../../../src/io/codecs/time/time-format.js';

const MARCH = Date.UTC(2026, 2, 4, 5, 6, 7);

describe('auto', () => {
  const read = timeReader();

  test.each([
    ['epoch seconds', MARCH / 1000, MARCH],
    ['epoch seconds with a fraction', 1703373474.8155608, 1703373474815],
    ['epoch seconds whose fraction no number holds', 1549573860.123, 1549573860123],
    ['epoch milliseconds', MARCH, MARCH],
    ['epoch microseconds', MARCH * 1000, MARCH],
    ['epoch nanoseconds', MARCH * 1e6, MARCH],
    ['digits', '1549573860', 1549573860000],
    ['digits of nanoseconds', '1756494783340876000', 1756494783340],
    ['RFC 3339', '2026-03-04T05:06:07Z', MARCH],
    ['an offset', '2026-03-04T07:06:07.5+02:00', MARCH + 500],
    ['nine digits after the point', '2026-03-04T05:06:07.123456789Z', MARCH + 123],
    ['a space and no zone', '2026-03-04 05:06:07', MARCH],
    ['a comma', '2026-03-04 05:06:07,250', MARCH + 250],
    ['slashes', '2026/03/04 05:06:07', MARCH],
    ['GMT', '2026-03-04 05:06:07 GMT', MARCH],
    ['a date', '2026-03-04', Date.UTC(2026, 2, 4)],
    ['Go', '2026-03-04 05:06:07.000000001 +0000 UTC', MARCH],
    ['CLF', '10/Oct/2000:13:55:36 -0700', Date.UTC(2000, 9, 10, 20, 55, 36)],
    ['CLF in brackets', '[10/Oct/2000:13:55:36 -0700]', Date.UTC(2000, 9, 10, 20, 55, 36)],
    ['RFC 2822', 'Wed, 04 Mar 2026 06:06:07 +0100', MARCH],
    ['HTTP', 'Wed, 04 Mar 2026 05:06:07 GMT', MARCH],
    ['asctime', 'Wed Mar  4 05:06:07 2026', MARCH],
    ['Apache errors', 'Wed Mar 04 05:06:07.123456 2026', MARCH + 123],
    ['before 1970', '1969-12-31T23:59:59Z', -1000],
  ])('reads %s', (_, value, time) => {
    expect(read(value)).toBe(time);
  });

  test.each([
    [12],
    [0.35],
    ['12'],
    ['soon'],
    ['2026-03-04 05:06:07 EST'],
    ['2026-02-30T00:00:00Z'],
    ['2026-03-04T25:00:00Z'],
    ['31/Feb/2026:00:00:00 +0000'],
    ['x'.repeat(1000)],
    [null],
    [undefined],
    [true],
    [{}],
    [[]],
    [Number.POSITIVE_INFINITY],
    [1e300],
  ])('%s is no time', (value) => {
    expect(read(value)).toBeNaN();
  });

  test('any ISO text of a date is that date', () => {
    const dates = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(read(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});

test.each([
  ['epoch', 12, 12_000],
  ['epoch', '12.5', 12_500],
  ['epoch_ms', 12, 12],
  ['epoch_us', 12_000, 12],
  ['epoch_ns', 12_000_000, 12],
  ['iso', '2026-03-04T05:06:07Z', MARCH],
  ['clf', '04/Mar/2026:05:06:07 +0000', MARCH],
  ['dd/MM/yyyy HH:mm:ss', '04/03/2026 05:06:07', MARCH],
  ['LLL d yyyy HH:mm:ss', 'Mar 4 2026 05:06:07', MARCH],
])('%s reads %s', (format, value, time) => {
  expect(timeReader({ format })(value)).toBe(time);
});

test('a named format reads nothing else', () => {
  expect(timeReader({ format: 'iso' })(1549573860)).toBeNaN();
  expect(timeReader({ format: 'epoch' })('2026-03-04T05:06:07Z')).toBeNaN();
  expect(timeReader({ format: 'clf' })('2026-03-04T05:06:07Z')).toBeNaN();
  expect(timeReader({ format: 'dd/MM/yyyy' })('2026-03-04')).toBeNaN();
});

test('a zone holds for times that are written without one, over a change of the clock', () => {
  const read = timeReader({ zone: 'Europe/Paris' });
  expect(read('2026-03-04 06:06:07')).toBe(MARCH);
  expect(read('2026-07-01 02:00:00')).toBe(Date.UTC(2026, 6, 1));
  expect(read('2026-03-04T05:06:07Z')).toBe(MARCH);
  expect(timeReader({ zone: 'UTC+2', format: 'dd/MM/yyyy HH:mm' })('04/03/2026 07:06')).toBe(MARCH - 7000);
});

test.each([[{ zone: 'Mars/Base' }], [{ format: 'HH:mm:ss' }], [{ format: 'epoch_s' }], [{ format: '' }]])(
  'refuses %j before anything is read',
  (options) => {
    expect(() => timeReader(options)).toThrow(expect.objectContaining({ code: 'bad-options' }));
  },
);
