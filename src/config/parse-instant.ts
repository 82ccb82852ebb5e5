import { DateTime } from 'luxon';
import { TidemarkError } from '../operators/tidemark-error.js';

/**
 * Reads a moment: ISO-8601 (`2026-05-09T16:00:00Z`, `2026-05-09`; UTC where no zone is written) or epoch seconds
 * (`1549573860`, a fraction allowed). Answers in whole epoch milliseconds; refuses anything else with a TidemarkError 'usage'.
 */
export const parseInstant = (text: string): number => {
  const trimmed = text.trim();
  // Eleven digits of seconds reach the year 5138; a longer number is milliseconds by mistake.
  if (/^-?\d{12,}$/.test(trimmed))
    throw new TidemarkError(
      'usage',
      `"${trimmed}" looks like milliseconds; a time is epoch seconds, for example ${trimmed.slice(0, -3)}, or ISO-8601.`,
    );
  // Eight digits or fewer could also be an ISO date or year without dashes; those are refused, not guessed.
  const time = /^-?\d{9,11}(\.\d+)?$/.test(trimmed)
    ? DateTime.fromMillis(Math.round(Number(trimmed) * 1000), { zone: 'utc' })
    : /^\d{4}-\d\d/.test(trimmed)
      ? DateTime.fromISO(trimmed.replace(' ', 'T'), { zone: 'utc' })
      : DateTime.invalid('unparsable');
  if (!time.isValid)
    throw new TidemarkError(
      'usage',
      `"${trimmed}" is not a time; write ISO-8601, for example 2026-05-09T16:00:00Z, or epoch seconds, for example 1549573860.`,
    );
  return time.toMillis();
};
