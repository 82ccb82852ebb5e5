import { expect, it } from 'vitest';
import { mutedUntil } from '../../../src/operators/alert/mute-calendar.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

it('ends by the clock on the wall where that is changed under way', () => {
  const change = Date.UTC(2026, 2, 29, 1);
  // Sundays from midnight to six, of a clock that is put forward at one.
  const calendar = {
    offsets: [
      [0, 0],
      [change, HOUR],
    ],
    weekly: [[6 * DAY, 6 * DAY + 6 * HOUR]],
  } as const;
  expect(mutedUntil([calendar], Date.UTC(2026, 2, 29, 0, 30))).toBe(Date.UTC(2026, 2, 29, 5));
  expect(mutedUntil([calendar], Date.UTC(2026, 2, 29, 5))).toBeUndefined();
  expect(mutedUntil([calendar], Date.UTC(2026, 2, 28, 23, 59))).toBeUndefined();
});
