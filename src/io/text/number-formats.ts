import { formatDuration } from './format-duration.js';
import { formatSize } from './format-size.js';
import { isoInstant } from './iso-instant.js';

/** Writes a finite number; `zone` is for instants. */
export type NumberFormat = (value: number, zone: string) => string;

const MINUTE = 60_000;
/** Decimals of a percentage, at most. */
const MOST_DECIMALS = 10;

/**
 * A number without a format: whole ones exactly, others with six significant digits (`0.3`, `12.3457`), of which the
 * whole part is never rounded away: 1234567.8 is `1234568`.
 */
export const plainNumber: NumberFormat = (value) => {
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) >= 100_000 ? Math.round(value) : Number(value.toPrecision(6)));
};

/** A number as people would have written it: all that fifteen digits hold, so that 0.1 + 0.2 is `0.3`. */
export const exactNumber = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(15)));

/**
 * A fraction as a percentage with one decimal, and with two significant digits of what is left where it is within one
 * percent of none or all: `7.1%`, `5%`, `0.04%`, `99.95%`. So only nothing is `0%`, and only all is `100%`.
 */
const percent: NumberFormat = (value) => `${Number(percentage(value, 0))}%`;

/** The same with a decimal always, for columns: `5.0 %`. */
export const spacedPercent: NumberFormat = (value) => `${percentage(value, 1)} %`;

const percentage = (value: number, least: number): string => {
  const percentage = value * 100;
  const distance = Math.min(Math.abs(percentage), Math.abs(100 - percentage));
  const decimals = distance >= 1 ? 1 : distance === 0 ? least : 1 - Math.floor(Math.log10(distance));
  return percentage.toFixed(Math.min(decimals, MOST_DECIMALS));
};

/** Bytes: `999 B`, `1.2 MB`. */
export const size: NumberFormat = (value) =>
  value < 0 ? `-${formatSize(Math.round(-value))}` : formatSize(Math.round(value));

/** Milliseconds: `812ms`, `12.345s`; three significant digits below a second, whole seconds from a minute on. */
export const duration: NumberFormat = (value) => {
  const length = Math.abs(value);
  if (length < 1000) return formatDuration(Number(value.toPrecision(3)));
  return formatDuration(length < MINUTE ? value : Math.round(value / 1000) * 1000);
};

/** A second: `17.0/s`; of what is less than 0.1 two significant digits, so that only nothing is `0.0/s`. */
export const perSecond: NumberFormat = (value) =>
  `${value === 0 || Math.abs(value) >= 0.1 ? value.toFixed(1) : Number(value.toPrecision(2))}/s`;

/** What may stand after the colon in `{field:format}`. */
export const NUMBER_FORMATS: ReadonlyMap<string, NumberFormat> = new Map([
  ['%', percent],
  ['size', size],
  ['duration', duration],
  ['time', isoInstant],
]);
