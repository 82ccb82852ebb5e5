import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parseDuration } from '../../../operators/time/parse-duration.js';
import { parseRate, type Rate } from '../../../operators/time/rate.js';

/** Traffic that comes on top of the steady rate for a while. Times in whole milliseconds. */
export interface Burst {
  readonly rate: Rate;
  /** How long it lasts. */
  readonly length: number;
  /** When it begins, counted from the beginning of the traffic. */
  readonly offset: number;
}

/** Reads `30/s:3m@2m`: 30 a second more for 3 minutes, 2 minutes in. Refuses anything else with a TidemarkError 'usage'. */
export const parseBurst = (text: string): Burst => {
  const [, rate, length, offset] = /^([^:@]+):([^:@]+)@([^:@]+)$/.exec(text) ?? [];
  if (rate === undefined || length === undefined || offset === undefined)
    throw new TidemarkError(
      'usage',
      `"${text}" is not a burst; write RATE:LENGTH@OFFSET, for example 30/s:3m@2m.`,
    );
  return {
    rate: parseRate(rate),
    length: Math.round(parseDuration(length)),
    offset: Math.round(parseDuration(offset)),
  };
};
