import { epochOfTexts, type TimeTexts } from './epoch-of-texts.js';
import { type LocalClock, UTC_CLOCK } from './local-clock.js';

/** The instant of a time that is written without its year, in epoch milliseconds; NaN where the clock cannot tell that, or there is no such day. */
export function yearlessTime(texts: Omit<TimeTexts, 'year'>, clock: LocalClock): number {
  // Hours do not matter for a year.
  const year = clock.years?.yearOf((one) => epochOfTexts({ ...texts, year: one }, undefined, UTC_CLOCK));
  if (year === undefined || Number.isNaN(year)) return Number.NaN;
  return epochOfTexts({ ...texts, year }, undefined, clock);
}
