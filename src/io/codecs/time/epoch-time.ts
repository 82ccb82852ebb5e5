/** Largest magnitude that a Date can have, in milliseconds. */
const MAX_MS = 8.64e15;
/** As seconds, a day of 1973: a smaller number is more likely something else, such as a duration. */
const LEAST = 1e8;
const DIGITS = /^-?\d{1,19}(?:\.\d{1,12})?$/;

export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

const MICROSECONDS_OF: Readonly<Record<EpochUnit, number>> = { s: 1e6, ms: 1000, us: 1, ns: 0.001 };

/**
 * Epoch milliseconds of a count since 1970, cut to whole ones; NaN if it is out of range. Rounded to the microsecond
 * first, so that 1549573860.123 s, which no `number` can hold, is not 122 ms.
 */
export function epochMs(count: number, unit: EpochUnit): number {
  const ms = unit === 'ms' ? Math.floor(count) : Math.floor(Math.round(count * MICROSECONDS_OF[unit]) / 1000);
  return Math.abs(ms) <= MAX_MS ? ms : Number.NaN;
}

/** The same with the unit told by the magnitude; NaN below 10⁸, which as seconds is before March 1973. */
export function guessedEpochMs(count: number): number {
  const magnitude = Math.abs(count);
  if (magnitude < LEAST) return Number.NaN;
  if (magnitude < 1e11) return epochMs(count, 's');
  if (magnitude < 1e14) return epochMs(count, 'ms');
  return epochMs(count, magnitude < 1e17 ? 'us' : 'ns');
}

/** The count that a value holds, a number or its digits; NaN if it is something else. */
export function countOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : Number.NaN;
}
