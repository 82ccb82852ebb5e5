import { TidemarkError } from './tidemark-error.js';

/** A level to compare with: a number in the value's own unit, or so many a second of the row's window. */
export type Level = number | { readonly perSecond: number };

/** The level in the value's unit, over a window of this many milliseconds; exact in decimals: 0.07/s over 100 s is 7. */
export function levelOver(level: Level, milliseconds: number | undefined): number {
  if (typeof level === 'number') return level;
  if (milliseconds === undefined) {
    throw new TidemarkError('bad-options', 'alert: a level per second needs rows that come from a window.');
  }
  return timesExactly(level.perSecond, milliseconds, 3);
}

/** `factor` × `whole` ÷ 10^places, computed on the digits that `factor` is written with and rounded once. */
function timesExactly(factor: number, whole: number, places: number): number {
  const [, sign = '', integer = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(factor)) ?? [];
  const digits = BigInt(integer + fraction) * BigInt(whole);
  return Number(`${sign}${digits}e${Number(exponent) - fraction.length - places}`);
}
