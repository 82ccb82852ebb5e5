import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { isInMaintenance } from '../../../../../src/io/actions/check/maintenance/is-in-maintenance.js';
import { parseMaintenance } from '../../../../../src/io/actions/check/maintenance/parse-maintenance.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const berlin = parseMaintenance({ from: '02:55', to: '03:35', zone: 'Europe/Berlin' });

/** The stretches of one local day in which the window holds, to the minute, as clocks there show them. */
const stretches = (window: typeof berlin, day: string, zone: string): string[] => {
  const from = DateTime.fromISO(day, { zone }).startOf('day');
  const to = from.plus({ days: 1 }).toMillis();
  const found: string[] = [];
  const shown = (time: number): string => DateTime.fromMillis(time, { zone }).toFormat('HH:mm Z');
  let began: number | undefined;
  for (let time = from.toMillis(); time <= to; time += MINUTE) {
    const holds = time < to && isInMaintenance([window], time);
    if (holds) began ??= time;
    else if (began !== undefined) {
      found.push(`${shown(began)} to ${shown(time)}`);
      began = undefined;
    }
  }
  return found;
};

describe('WM-24', () => {
  test('it begins and ends to the millisecond', () => {
    const begin = Date.parse('2026-10-24T00:55:00Z');
    const end = Date.parse('2026-10-24T01:35:00Z');
    expect([begin - 1, begin, end - 1, end].map((time) => isInMaintenance([berlin], time))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('on the day on which 02:55 does not exist it is from 03:00 to 03:35', () => {
    expect(stretches(berlin, '2026-03-29', 'Europe/Berlin')).toEqual(['03:00 +2 to 03:35 +2']);
  });

  test('on the day on which the hour from 02:00 comes twice, what is shown twice is in it twice', () => {
    expect(stretches(berlin, '2026-10-25', 'Europe/Berlin')).toEqual([
      '02:55 +2 to 02:00 +1',
      '02:55 +1 to 03:35 +1',
    ]);
  });

  test('for thirty days it does not drift', () => {
    for (let n = 0; n < 30; n++) {
      const day = DateTime.fromISO('2026-10-26').plus({ days: n }).toISODate() ?? '';
      expect(stretches(berlin, day, 'Europe/Berlin')).toEqual(['02:55 +1 to 03:35 +1']);
    }
  });
});

describe('WM-25', () => {
  const now = Date.parse('2026-05-06T10:00:00Z');

  test.each(['23h', '24h'])('one that began 22 hours ago and lasts %s holds', (length) => {
    const window = parseMaintenance({ from: '12:00', for: length });
    expect(isInMaintenance([window], now)).toBe(true);
    expect(isInMaintenance([window], now + HOUR)).toBe(length === '24h');
    expect(isInMaintenance([window], now + 2 * HOUR)).toBe(true);
  });

  test('one across midnight is of the day on which it began, in its own zone', () => {
    // A Wednesday in Tokyo, 22:00 to Thursday 02:00; in UTC all of it is Wednesday.
    const window = parseMaintenance({ from: '22:00', to: '02:00', days: ['wed'], zone: 'Asia/Tokyo' });
    const wednesday = Date.parse('2026-05-06T13:00:00Z');
    expect(
      [-1, 0, 2 * HOUR, 4 * HOUR - 1, 4 * HOUR].map((after) => isInMaintenance([window], wednesday + after)),
    ).toEqual([false, true, true, true, false]);
    expect(isInMaintenance([window], wednesday - 24 * HOUR)).toBe(false);
    expect(isInMaintenance([window], wednesday + 24 * HOUR)).toBe(false);
  });

  test('one that lasts 24 hours from Wednesday is over on Thursday', () => {
    const window = parseMaintenance({ from: '14:00', for: '24h', days: 'Wednesday' });
    const begin = Date.parse('2026-05-06T14:00:00Z');
    expect(
      [-1, 0, 24 * HOUR - 1, 24 * HOUR].map((after) => isInMaintenance([window], begin + after)),
    ).toEqual([false, true, true, false]);
  });
});

test('one that is once is from its start to before its end', () => {
  const window = parseMaintenance({
    start: '2026-05-06T02:55',
    end: '2026-05-06T03:35+02:00',
    zone: 'Europe/Berlin',
  });
  const start = Date.parse('2026-05-06T00:55:00Z');
  expect(
    [-1, 0, 40 * MINUTE - 1, 40 * MINUTE].map((after) => isInMaintenance([window], start + after)),
  ).toEqual([false, true, true, false]);
});

test('law: it holds where the clock on the wall shows a time in it, on a day that it is of', () => {
  const minutes = fc.integer({ min: 0, max: 1439 });
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  );
  const time = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
  const days = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), {
    nil: undefined,
  });
  fc.assert(
    fc.property(minutes, minutes, zone, days, time, (from, to, zone, days, time) => {
      const wall = DateTime.fromMillis(time, { zone });
      const minute = wall.hour * 60 + wall.minute;
      const began = to > from || minute >= from ? wall.weekday : wall.minus({ days: 1 }).weekday;
      const isInside = to > from ? minute >= from && minute < to : minute >= from || minute < to;
      expect(isInMaintenance([{ from, to, days, zone }], time)).toBe(
        isInside && (days?.includes(began) ?? true),
      );
    }),
  );
});

test('none holds where there is none', () => expect(isInMaintenance([], 0)).toBe(false));
