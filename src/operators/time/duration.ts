import { TidemarkError } from '../tidemark-error.js';
import { parseDuration } from './parse-duration.js';

/** Milliseconds, or a text with a unit such as `2s`, `1m30s` or `500ms`. */
export type Duration = number | string;

export function toMilliseconds(duration: Duration): number {
  if (typeof duration === 'string') return parseDuration(duration);
  if (Number.isFinite(duration) && duration >= 0) return duration;
  throw new TidemarkError(
    'bad-options',
    `${duration} is no duration; it must be a number of milliseconds, 0 or more.`,
  );
}
