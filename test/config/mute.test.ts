import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { planMute } from '../../src/config/compile/plan-mute.js';
import { muteSetting } from '../../src/config/settings/mute-setting.js';
import { mutedUntil } from '../../src/operators/alert/mute-calendar.js';

const until = (mute: unknown, at: string, zone = 'Europe/Paris'): string | undefined => {
  const time = DateTime.fromISO(at, { zone }).toMillis();
  const end = mutedUntil(planMute(muteSetting().parse(mute), zone), time);
  return end === undefined ? undefined : DateTime.fromMillis(end, { zone }).toFormat('ccc dd HH:mm ZZ');
};

describe('a time of day in which nothing is said', () => {
  test('reaches over midnight', () => {
    expect(until('22:00-06:00', '2026-05-06T21:59:59')).toBeUndefined();
    expect(until('22:00-06:00', '2026-05-06T22:00')).toBe('Thu 07 06:00 +02:00');
    expect(until('22:00-06:00', '2026-05-07T05:59:59')).toBe('Thu 07 06:00 +02:00');
    expect(until('22:00-06:00', '2026-05-07T06:00')).toBeUndefined();
    expect(until('12:00-13:00', '2026-05-07T12:30')).toBe('Thu 07 13:00 +02:00');
  });

  test('reaches from Sunday into Monday', () => {
    expect(until('22:00-06:00', '2026-05-10T23:00')).toBe('Mon 11 06:00 +02:00');
  });

  test('is a whole day, to the end of it and no further', () => {
    const DAY = 86_400_000;
    const weekly = (mute: unknown) => planMute(muteSetting().parse(mute), 'UTC').map((one) => one.weekly);
    expect(weekly({ days: 'mon' })).toEqual([[[0, DAY]]]);
    expect(weekly({ days: 'sun' })).toEqual([[[6 * DAY, 7 * DAY]]]);
    expect(weekly({ days: 'sun', from: '00:00', to: '24:00' })).toEqual([[[6 * DAY, 7 * DAY]]]);
    expect(until({ days: 'wed' }, '2026-05-06T00:00')).toBe('Thu 07 00:00 +02:00');
    expect(until({ days: 'wed' }, '2026-05-07T00:00')).toBeUndefined();
  });

  test('is on the days on which it begins', () => {
    const weekend = { days: ['sat', 'Sunday'] };
    expect(until(weekend, '2026-05-08T23:59')).toBeUndefined();
    expect(until(weekend, '2026-05-09T00:00')).toBe('Mon 11 00:00 +02:00');
    const friday = { from: '22:00', to: '06:00', days: 'fri' };
    expect(until(friday, '2026-05-09T05:00')).toBe('Sat 09 06:00 +02:00');
    expect(until(friday, '2026-05-10T05:00')).toBeUndefined();
  });

  test('goes by the clock on the wall where it is changed', () => {
    // At 02:00 it is 03:00 on 2026-03-29, and at 03:00 02:00 again on 2026-10-25.
    expect(until('22:00-06:00', '2026-03-28T23:00')).toBe('Sun 29 06:00 +02:00');
    expect(until('22:00-06:00', '2026-10-24T23:00')).toBe('Sun 25 06:00 +01:00');
    expect(until('02:10-02:50', '2026-03-29T01:30')).toBeUndefined();
    expect(until('02:00-03:00', '2026-10-25T02:30')).toBe('Sun 25 03:00 +01:00');
    // Twice: once by summer time, once by winter time.
    expect(until('02:00-02:30', '2026-10-25T00:10:00Z')).toBe('Sun 25 02:30 +02:00');
    expect(until('02:00-02:30', '2026-10-25T01:10:00Z')).toBe('Sun 25 02:30 +01:00');
  });

  test('is in a zone of its own where it says so', () => {
    const kathmandu = { from: '00:00', to: '01:00', zone: 'Asia/Kathmandu' };
    expect(until([kathmandu, '02:00-03:00'], '2026-05-06T18:15:00Z', 'UTC')).toBe('Wed 06 19:15 +00:00');
    expect(until([kathmandu, '02:00-03:00'], '2026-05-06T02:15:00Z', 'UTC')).toBe('Wed 06 03:00 +00:00');
  });

  test('is what the clock on the wall says, at any instant, in any zone', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kolkata',
    ];
    const instant = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2037, 0, 1) });
    const minute = fc.integer({ min: 0, max: 1439 });
    const text = (n: number): string =>
      `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(instant, minute, minute, fc.constantFrom(...zones), (time, from, to, zone) => {
        fc.pre(from !== to);
        const calendars = planMute(muteSetting().parse(`${text(from)}-${text(to)}`), zone);
        const isMuted = (at: number): boolean => {
          const { hour, minute: past } = DateTime.fromMillis(at, { zone });
          const now = hour * 60 + past;
          return from < to ? now >= from && now < to : now >= from || now < to;
        };
        const end = mutedUntil(calendars, time);
        expect(end !== undefined).toBe(isMuted(time));
        if (end === undefined) return;
        expect(isMuted(end)).toBe(false);
        expect(isMuted(end - 1)).toBe(true);
      }),
    );
  });
});

describe('what is no time of day is refused', () => {
  test.each([
    '',
    'night',
    '22-06',
    '22:00',
    '22:00-22:00',
    '25:00-26:00',
    '22:60-23:00',
    22,
    null,
    { from: '6' },
  ])('%j', (mute) => {
    expect(muteSetting().safeParse(mute).success).toBe(false);
  });
});
