import { TidemarkError } from '../tidemark-error.js';

/** How often something happens, as an exact fraction: `0.07/s` is 7 events in 100 000 ms. Plain data. */
export interface Rate {
  readonly perSecond: number;
  /** Whole number of events in `milliseconds`. */
  readonly events: number;
  /** Whole number. */
  readonly milliseconds: number;
}

const UNITS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const refuse = (message: string): never => {
  throw new TidemarkError('usage', message);
};

/**
 * Reads a rate: `50/s`, `10/m`, `3/h`, `0.07/s`; a plain number is per second.
 * Refuses anything else with a TidemarkError 'usage' that says what to write.
 */
export const parseRate = (text: string): Rate => {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('A rate is empty; write for example 50/s, 10/m or 3/h.');
  if (/^[-−]/u.test(trimmed)) return refuse(`"${trimmed}" is negative; a rate is 0/s or more.`);
  const [, whole, fraction = '', unit = 's'] =
    /^(\d+)(?:\.(\d+))?\s*(?:\/\s*(\p{L}+))?$/u.exec(trimmed) ?? [];
  if (whole === undefined) return refuse(`"${trimmed}" is not a rate; write for example 50/s, 10/m or 3/h.`);
  const per = UNITS.get(unit);
  if (per === undefined) {
    const amount = trimmed.slice(0, trimmed.indexOf('/')).trim();
    const meant = /^([smhd]$|s(?=ec)|m(?=in)|h(?=r|our)|d(?=ay))/i.exec(unit)?.[1]?.toLowerCase();
    const advice = meant === undefined ? '' : ` Write ${amount}/${meant}.`;
    return refuse(`"${trimmed}" has an unknown unit "${unit}".${advice} A rate is per s, m, h or d.`);
  }
  const decimals = fraction.replace(/0+$/, '');
  const events = Number(whole + decimals);
  const milliseconds = per * 10 ** decimals.length;
  if (!Number.isSafeInteger(events) || !Number.isSafeInteger(milliseconds))
    return refuse(`"${trimmed}" has too many digits to be counted exactly; round it.`);
  return { perSecond: (events * 1000) / milliseconds, events, milliseconds };
};

/** How many events the rate makes in that many whole milliseconds, rounded half up. */
export const expectedCount = (rate: Rate, milliseconds: number): number => {
  const twice = 2n * BigInt(rate.events) * BigInt(milliseconds);
  const size = BigInt(rate.milliseconds);
  return Number((twice + size) / (2n * size));
};
