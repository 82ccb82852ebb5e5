import { TidemarkError } from '../tidemark-error.js';

/** So many in so long, as an exact fraction of whole numbers: 0.07 a second is 7 in 100,000 ms. */
export interface RateLevel {
  readonly events: number;
  readonly milliseconds: number;
}

/** A level to compare with: a number in the value's own unit, or a rate that the row's window is held against. */
export type Level = number | RateLevel;

/**
 * A level of so many a second, exact in the decimals that the number is written with.
 *
 * @example
 * ```ts
 * import { alert, perSecond } from 'tidemark/operators';
 *
 * // Of rows that come from windows of two minutes: 1,200 in one of them.
 * const busy = alert<{ time: number; hits: number }>({ value: 'hits', above: perSecond(10) });
 * ```
 */
export function perSecond(rate: number): RateLevel {
  const [, digits = '', fraction = '', exponent = '0'] =
    /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(rate)) ?? [];
  const places = fraction.length - Number(exponent);
  const events = Number(digits + fraction) * 10 ** Math.max(0, -places);
  const milliseconds = 1000 * 10 ** Math.max(0, places);
  if (digits === '' || !Number.isSafeInteger(events) || !Number.isSafeInteger(milliseconds)) {
    throw new TidemarkError(
      'bad-options',
      `${rate} is no rate; it must be 0 or more, with up to 12 decimals.`,
    );
  }
  return { events, milliseconds };
}

/**
 * The level in the value's own unit over a window of this many milliseconds. Rates are multiplied and divided as whole
 * numbers: bytes a second over a day are past what a double can hold exactly.
 */
export function levelOver(level: Level, milliseconds: number | undefined): number {
  if (typeof level === 'number') return level;
  if (milliseconds === undefined) {
    throw new TidemarkError('bad-options', 'alert: a rate as level needs rows that come from a window.');
  }
  if (
    !Number.isInteger(level.events) ||
    !Number.isSafeInteger(level.milliseconds) ||
    level.milliseconds < 1
  ) {
    throw new TidemarkError(
      'bad-options',
      `alert: a rate is so many whole events in so many whole milliseconds, not ${level.events} in ${level.milliseconds}.`,
    );
  }
  const product = level.events * milliseconds;
  if (Number.isSafeInteger(product)) return product / level.milliseconds;
  const events = BigInt(level.events) * BigInt(milliseconds);
  const per = BigInt(level.milliseconds);
  return Number(events / per) + Number(events % per) / level.milliseconds;
}
