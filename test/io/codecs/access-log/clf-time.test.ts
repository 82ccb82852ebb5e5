import fc from 'fast-check';
import { DateTime, FixedOffsetZone } from 'luxon';
import { describe, expect, test } from 'vitest';
import { ClfTime } from '../../../../src/io/codecs/access-log/clf-time.js';

function read(text: string, clock = new ClfTime()): number {
  const bytes = Buffer.from(`x [${text}] "`);
  const open = clock.find(bytes, 0, bytes.length);
  return open === -1 ? Number.NaN : clock.read(bytes, open, bytes.length);
}

describe('ClfTime', () => {
  test.each([
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36Z'],
    ['26/Dec/2016:16:16:29 +0200', '2016-12-26T14:16:29Z'],
    ['01/Jan/2020:00:00:00 +1400', '2019-12-31T10:00:00Z'],
    ['01/Jan/2020:00:00:00 -0330', '2020-01-01T03:30:00Z'],
    ['29/Feb/2000:00:00:00 +0000', '2000-02-29T00:00:00Z'],
    ['29/Feb/2024:00:00:00 +0000', '2024-02-29T00:00:00Z'],
    ['31/Dec/1969:23:59:59 +0000', '1969-12-31T23:59:59Z'],
    ['01/Jan/0001:00:00:00 +0000', '0001-01-01T00:00:00Z'],
    ['31/Dec/9999:23:59:59 +0000', '9999-12-31T23:59:59Z'],
    ['30/Jun/2015:23:59:60 +0000', '2015-07-01T00:00:00Z'],
    ['10/Oct/2000:13:55:36.5 +0000', '2000-10-10T13:55:36.500Z'],
    ['10/Oct/2000:13:55:36.127999 +0100', '2000-10-10T12:55:36.127Z'],
  ])('reads %s as %s', (text, time) => {
    expect(read(text)).toBe(Date.parse(time));
  });

  test.each([
    '00/Oct/2000:13:55:36 -0700',
    '32/Oct/2000:13:55:36 -0700',
    '31/Jun/2000:13:55:36 -0700',
    '29/Feb/2001:13:55:36 -0700',
    '29/Feb/1900:13:55:36 -0700',
    '10/oct/2000:13:55:36 -0700',
    '10/Okt/2000:13:55:36 -0700',
    '10/anF/2000:13:55:36 -0700',
    '10/10/2000:13:55:36 -0700',
    '10/Oct/2000:24:00:00 -0700',
    '10/Oct/2000:13:60:36 -0700',
    '10/Oct/2000:13:55:61 -0700',
    '10/Oct/2000:13:55:3x -0700',
    '10/Oct/2000:13.55:36 -0700',
    '10/Oct/2000:13:55:36 0700',
    '10/Oct/2000:13:55:36 *0700',
    '10/Oct/2000:13:55:36 +2400',
    '10/Oct/2000:13:55:36 +0060',
    '10/Oct/2000:13:55:36 +07',
    '10/Oct/2000:13:55:36',
    '10/Oct/2000:13:55:36. +0000',
    '10/Oct/2000:13:55:36.127',
    '10/Oct/20x0:13:55:36 -0700',
    ' 1/Oct/2000:13:55:36 -0700',
    'February - 10, 2012:16:42:07',
    '14/Jan/2015:12:48:57.127',
    '1234',
    '-',
    '',
  ])('refuses [%s]', (text) => {
    expect(read(text)).toBeNaN();
  });

  test('refuses, and does not read past the end of, a line that stops anywhere within the time', () => {
    const line = Buffer.from('x [10/Oct/2000:13:55:36.5 +0000] "');
    const clock = new ClfTime();
    for (let to = 0; to < line.indexOf(']'); to++) {
      const open = clock.find(line, 0, to);
      if (open !== -1) expect(clock.read(line, open, to)).toBeNaN();
    }
  });

  test('agrees with luxon on any instant and zone, whatever was read before', () => {
    const instant = fc.integer({ min: -62_000_000_000, max: 200_000_000_000 });
    const near = fc.integer({ min: 1_500_000_000, max: 1_500_400_000 });
    const zone = fc.constantFrom(0, 60, -60, 330, -210, 14 * 60, -12 * 60);
    const clock = new ClfTime();
    fc.assert(
      fc.property(fc.oneof(instant, near), zone, (seconds, minutes) => {
        const time = DateTime.fromSeconds(seconds, {
          zone: FixedOffsetZone.instance(minutes),
          locale: 'en-US',
        });
        expect(read(time.toFormat('dd/MMM/yyyy:HH:mm:ss ZZZ'), clock)).toBe(seconds * 1000);
      }),
      { numRuns: 1000 },
    );
  });

  test('sees every byte in which a line differs from the one before', () => {
    const texts = [
      '11/May/2011:11:11:11 +0111',
      '21/May/2011:11:11:11 +0111',
      '12/May/2011:11:11:11 +0111',
      '11/Mar/2011:11:11:11 +0111',
      '11/May/1011:11:11:11 +0111',
      '11/May/2111:11:11:11 +0111',
      '11/May/2001:11:11:11 +0111',
      '11/May/2012:11:11:11 +0111',
      '11/May/2011:21:11:11 +0111',
      '11/May/2011:12:11:11 +0111',
      '11/May/2011:11:21:11 +0111',
      '11/May/2011:11:12:11 +0111',
      '11/May/2011:11:11:21 +0111',
      '11/May/2011:11:11:12 +0111',
      '11/May/2011:11:11:11 -0111',
      '11/May/2011:11:11:11 +1111',
      '11/May/2011:11:11:11 +0211',
      '11/May/2011:11:11:11 +0121',
      '11/May/2011:11:11:11 +0112',
    ];
    for (const before of texts) {
      for (const text of texts) {
        const clock = new ClfTime();
        read(before, clock);
        expect(read(text, clock)).toBe(read(text));
      }
    }
    expect(new Set(texts.map((text) => read(text))).size).toBe(texts.length);
  });

  test('forgets a date that was not valid', () => {
    const clock = new ClfTime();
    expect(read('31/Jun/2000:00:00:00 +0000', clock)).toBeNaN();
    expect(read('31/Jun/2000:00:00:00 +0000', clock)).toBeNaN();
    expect(read('30/Jun/2000:00:00:00 +9900', clock)).toBeNaN();
    expect(read('30/Jun/2000:00:00:00 +0000', clock)).toBe(Date.UTC(2000, 5, 30));
  });
});
