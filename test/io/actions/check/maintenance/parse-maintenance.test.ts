import { expect, test } from 'vitest';
import {
  type MaintenanceText,
  parseMaintenance,
} from '../../../../../src/io/actions/check/maintenance/parse-maintenance.js';

test('it is read as it is written', () => {
  expect(
    parseMaintenance({ from: '02:55', to: '03:35', zone: 'Europe/Berlin', days: ['tue', 'Monday', 'mon'] }),
  ).toEqual({ from: 175, to: 215, zone: 'Europe/Berlin', days: [1, 2] });
  expect(parseMaintenance({ from: '9:30', for: '40m' }, 'Asia/Tokyo')).toEqual({
    from: 570,
    to: 610,
    zone: 'Asia/Tokyo',
    days: undefined,
  });
  expect(parseMaintenance({ start: '2026-10-25T02:55+02:00', end: '2026-10-25T02:55+01:00' })).toEqual({
    start: Date.UTC(2026, 9, 25, 0, 55),
    end: Date.UTC(2026, 9, 25, 1, 55),
  });
});

test('a whole day is from 00:00 to 24:00, or the days alone', () => {
  const all = { from: 0, to: 0, zone: 'UTC' };
  expect(parseMaintenance({ from: '00:00', to: '24:00' })).toEqual({ ...all, days: undefined });
  expect(parseMaintenance({ days: ['sat', 'sun'] })).toEqual({ ...all, days: [6, 7] });
});

test.each([
  [{ from: '0000', to: '01:00' }, 'from ("0000") is no time of day; write one from 00:00 to 23:59'],
  [{ from: '25:00', to: '01:00' }, 'from ("25:00") is no time of day'],
  [{ from: '00:00', to: '0:61' }, 'to ("0:61") is no time of day; write one'],
  [{ from: 175, to: '01:00' }, 'from (175) is no time of day; write one from 00:00 to 23:59 in quotes'],
  [{ from: '24:00', to: '01:00' }, 'from ("24:00") is no time of day'],
  [{ from: '02:55', to: '02:55' }, 'from and to are both "02:55", which is no time at all; write for: 24h'],
  [{ from: '0:00', to: '0:00' }, 'from and to are both "0:00", which is no time at all'],
  [
    { from: '02:55', for: '0m' },
    'for ("0m") is not a length that a window can have; write one from 1m to 24h',
  ],
  [{ from: '02:55', for: '25h' }, 'for ("25h") is not a length'],
  [{ from: '02:55', for: '40' }, 'for: "40" has no unit; write 40s or 40ms'],
  [{ from: '02:55', to: '03:35', for: '40m' }, 'both to and for'],
  [
    { from: '02:55', to: '03:35', zone: 'Europe/Berln' },
    'no time zone "Europe/Berln"; did you mean Europe/Berlin?',
  ],
  [{ from: '02:55', to: '03:35', zone: 'Mars' }, 'no time zone "Mars"; '],
  [{ from: '02:55', to: '03:35', days: ['mon', 'funday'] }, 'no day "funday"; write mon, tue'],
  [{ from: '02:55', to: '03:35', days: [] }, 'days is empty'],
  [{ from: '02:55', to: '03:35', days: [1] }, 'no day 1; write mon'],
  [{ start: '2026-10-25T02:55' }, 'it has no end'],
  [{ start: '2026-10-25T02:55', end: '2026-10-25T02:55' }, 'is not after start'],
  [{ start: '2026-10-25T02:55', end: '26:00' }, 'end ("26:00") is no instant'],
  [{ start: '2026-02-30T02:55', end: '2026-03-25T02:55' }, 'start ("2026-02-30T02:55") is no instant'],
  [{ start: '2026-10-25T02:55', from: '02:55' }, 'write two windows'],
  [{}, 'it is empty; write {'],
])('%j is refused, with what to write', (text: MaintenanceText, why) => {
  expect(() => parseMaintenance(text)).toThrow(
    expect.objectContaining({ code: 'bad-options', message: expect.stringContaining(why) }),
  );
});

test('a word that no window has is named', () => {
  const text: object = { form: '02:55' };
  expect(() => parseMaintenance(text)).toThrow('there is no "form"; a window has from, to');
});
