import { IANAZone } from 'luxon';
import type { MaintenanceWindow } from '../maintenance-window.js';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;

/**
 * Whether an instant (epoch milliseconds) is in one of the windows: beginnings are, ends are not.
 *
 * A window of the day holds while the clocks of its zone show a time that is in it. So it needs no instant at which 02:55
 * would be: where the clocks are put forward over 02:55, a window from 02:55 to 03:35 begins at 03:00; where they are put back,
 * each time that is shown twice is in it twice.
 *
 * @example
 * ```ts
 * import { isInMaintenance } from 'tidemark';
 *
 * const nightly = { from: 175, to: 215, days: undefined, zone: 'Europe/Berlin' };
 * isInMaintenance([nightly], Date.parse('2026-03-29T01:00:00Z')); // true: it is 03:00 in Berlin
 * ```
 */
export const isInMaintenance = (windows: readonly MaintenanceWindow[], time: number): boolean =>
  windows.some((window) =>
    'start' in window ? time >= window.start && time < window.end : holds(window, time),
  );

type Daily = Extract<MaintenanceWindow, { readonly from: number }>;

const holds = ({ from, to, days, zone }: Daily, time: number): boolean => {
  const local = Math.floor(time / MINUTE + offsetAt(zone, time));
  const day = Math.floor(local / DAY_MINUTES);
  const minute = local - day * DAY_MINUTES;
  const isFrom = (began: number): boolean => days === undefined || days.includes(weekdayOf(began));
  if (to > from) return minute >= from && minute < to && isFrom(day);
  return (minute >= from && isFrom(day)) || (minute < to && isFrom(day - 1));
};

/** The epoch was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Clocks are put forward or back at a quarter of an hour, so one look is good for all checks within it. */
const QUARTER = 15 * MINUTE;
const looks = new Map<string, { readonly quarter: number; readonly offset: number }>();

/** Minutes that the clocks of a zone are ahead of UTC. */
const offsetAt = (zone: string, time: number): number => {
  const quarter = Math.floor(time / QUARTER);
  const before = looks.get(zone);
  if (before?.quarter === quarter) return before.offset;
  const offset = IANAZone.create(zone).offset(quarter * QUARTER);
  looks.set(zone, { quarter, offset });
  return offset;
};
