import { exactNumber } from './number-formats.js';
import { type Unit, valueText } from './value-text.js';

/** Counts, and what nobody knows the unit of, stand as they are: they are compared with a level that is a plain number. */
const inUnit = (value: number, unit: Unit | undefined): string =>
  unit === undefined || unit === 'count' ? exactNumber(value) : valueText(value, unit);

/** All digits, in the unit that rows have. */
const inFull = (value: number, unit: Unit | undefined): string => {
  switch (unit) {
    case 'size':
      return `${exactNumber(value)} B`;
    case 'duration':
      return `${exactNumber(value)}ms`;
    case 'rate':
      return `${exactNumber(value)}/s`;
    case 'fraction':
      return `${exactNumber(value * 100)} %`;
    case 'count':
    case undefined:
      return exactNumber(value);
  }
};

/**
 * A value and the level that it is held against, for people, by their unit; `none` where there is no value. What would look
 * alike and is not is written out: 1,000,001 bytes are above `1000000 B`, and not above `1.0 MB`.
 */
export const levelTexts = (
  value: number | null,
  threshold: number | null,
  unit: Unit | undefined,
): readonly [value: string, threshold: string | undefined] => {
  const texts = [value, threshold].map((one) => (one === null ? undefined : inUnit(one, unit)));
  const alike = value !== null && threshold !== null && value !== threshold && texts[0] === texts[1];
  if (alike) return [inFull(value, unit), inFull(threshold, unit)];
  return [texts[0] ?? 'none', texts[1]];
};
