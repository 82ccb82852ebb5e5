import type { LocalClock } from './local-clock.js';
import { utcMidnight } from './utc-midnight.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date and a time of day as they are written, still without a zone. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 60, a leap second, is the second after. */
  readonly second: number;
  readonly millisecond: number;
}

/**
 * Epoch milliseconds; NaN unless there is such a day and time of day. `offset` is as it is written (`Z`, `UTC`, `+02`,
 * `+0200`, `+02:00`); where it is not written the time is taken to be local.
 */
export function epochOf(civil: CivilTime, offset: string | undefined, clock: LocalClock): number {
  const { year, month, day, hour, minute, second, millisecond } = civil;
  if (hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const local = utcMidnight(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  if (offset !== undefined) return local - offsetMs(offset);
  return Number.isNaN(local) ? local : clock.epochOf(local);
}

/** 1 to 12 for an English name of at least three letters; NaN otherwise. */
export function monthOf(name: string): number {
  const index = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return index === -1 ? Number.NaN : index + 1;
}

/** The digits after the decimal point of a second, cut to milliseconds. */
export function millisecondsOf(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function offsetMs(offset: string): number {
  const sign = offset.charCodeAt(0);
  if (sign !== 0x2b && sign !== 0x2d) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2)) * (offset.length > 3 ? 1 : 0);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (sign === 0x2b ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}
