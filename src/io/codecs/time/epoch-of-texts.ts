import { epochOf, millisecondsOf } from './civil-time.js';
import type { LocalClock } from './local-clock.js';

/** What a pattern has found of a time; undefined parts are 0. */
export interface TimeTexts {
  /** A number where it is not written but known. */
  readonly year: string | number | undefined;
  readonly month: number;
  readonly day: string | undefined;
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly fraction: string | undefined;
}

/** Epoch milliseconds; NaN unless there is such a day and time of day. As `epochOf`. */
export function epochOfTexts(
  { year, month, day, hour = '0', minute = '0', second = '0', fraction }: TimeTexts,
  offset: string | undefined,
  clock: LocalClock,
): number {
  return epochOf(
    {
      year: Number(year),
      month,
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      millisecond: millisecondsOf(fraction),
    },
    offset,
    clock,
  );
}
