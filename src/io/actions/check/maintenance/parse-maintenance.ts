import { DateTime } from 'luxon';
import { TidemarkError } from '../../../../operators/tidemark-error.js';
import { parseDuration } from '../../../../operators/time/parse-duration.js';
import { isTimeZone } from '../../../codecs/time/is-time-zone.js';
import { didYouMean } from '../../../text/did-you-mean.js';
import { oneLine } from '../../../text/one-line.js';
import type { MaintenanceWindow } from '../maintenance-window.js';

/** A window as people write it: of the day, or once. */
export interface MaintenanceText {
  /** Time of the day, `02:55`. */
  readonly from?: unknown;
  /** `03:35`; on the next day if that is not later. */
  readonly to?: unknown;
  /** How long it lasts instead, `24h`. */
  readonly for?: unknown;
  /** A day of the week or several, on which it begins. */
  readonly days?: unknown;
  /** Of `from` and `to`, and of `start` and `end` where they do not say. */
  readonly zone?: unknown;
  /** An instant, `2026-10-25T02:55+01:00`, or without an offset in the zone. */
  readonly start?: unknown;
  readonly end?: unknown;
}

const KEYS = ['from', 'to', 'for', 'days', 'zone', 'start', 'end'];
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORT = 'mon, tue, wed, thu, fri, sat or sun';

/**
 * Reads a maintenance window: `{ from: "02:55", to: "03:35", zone: Europe/Berlin, days: [sat, sun] }`,
 * `{ from: "14:00", for: 24h }` or `{ start: …, end: … }`. `defaultZone`: of what names none. Throws `bad-options` for
 * what is none, and says what to write.
 *
 * @example
 * ```ts
 * import { parseMaintenance } from 'tidemark';
 *
 * parseMaintenance({ from: '02:55', to: '03:35', zone: 'Europe/Berlin', days: ['sat', 'sun'] });
 * ```
 */
export const parseMaintenance = (text: MaintenanceText, defaultZone = 'UTC'): MaintenanceWindow => {
  const unknown = Object.keys(text).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return refuse(`there is no ${shown(unknown)}; a window has ${KEYS.join(', ')}.`);
  const zone = zoneOf(text.zone ?? defaultZone);
  const isOnce = text.start !== undefined || text.end !== undefined;
  const isDaily = [text.from, text.to, text.for, text.days].some((given) => given !== undefined);
  if (isOnce && isDaily)
    return refuse(
      'it has from, to, for or days (each day) and start or end (once): write two windows for that.',
    );
  if (isOnce) return once(text, zone);
  if (!isDaily)
    return refuse('it is empty; write { from: "02:55", to: "03:35", zone: Europe/Berlin } for each day.');
  const from = text.from === undefined ? 0 : clock('from', text.from, '02:55');
  return { from, to: endOf(text, from), days: daysOf(text.days), zone };
};

const once = ({ start, end }: MaintenanceText, zone: string): MaintenanceWindow => {
  const window = { start: instant('start', start, zone), end: instant('end', end, zone) };
  if (window.end > window.start) return window;
  return refuse(`end (${shown(end)}) is not after start (${shown(start)}); swap them, or put the end later.`);
};

/** In minutes of the day. */
function endOf(text: MaintenanceText, from: number): number {
  if (text.for !== undefined) {
    if (text.to !== undefined) return refuse('it has both to and for: leave one of them out.');
    return (from + lengthOf(text.for)) % DAY_MINUTES;
  }
  if (text.to === undefined || text.to === '24:00') return 0;
  const to = clock('to', text.to, '03:35');
  if (to !== from) return to;
  return refuse(
    `from and to are both ${shown(text.to)}, which is no time at all; write for: 24h instead of to for all of it.`,
  );
}

/** In minutes. */
function lengthOf(given: unknown): number {
  const wanted = 'write one from 1m to 24h, in whole minutes, such as 40m';
  if (typeof given !== 'string') return refuse(`for (${shown(given)}) is no duration; ${wanted}.`);
  const minutes = minutesOf(given);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= DAY_MINUTES) return minutes;
  return refuse(`for (${shown(given)}) is not a length that a window can have; ${wanted}.`);
}

function minutesOf(text: string): number {
  try {
    return parseDuration(text) / MINUTE;
  } catch (error) {
    return refuse(`for: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function clock(name: string, given: unknown, example: string): number {
  const [, hours, minutes] = (typeof given === 'string' && CLOCK.exec(given)) || [];
  if (hours !== undefined && minutes !== undefined) return Number(hours) * 60 + Number(minutes);
  return refuse(
    `${name} (${shown(given)}) is no time of day; write one from 00:00 to 23:59 in quotes, such as "${example}".`,
  );
}

function zoneOf(given: unknown): string {
  if (typeof given === 'string' && isTimeZone(given)) return given;
  const meant = typeof given === 'string' ? didYouMean(given, Intl.supportedValuesOf('timeZone')) : undefined;
  const advice = meant === undefined ? 'write one such as UTC or Europe/Berlin' : `did you mean ${meant}?`;
  return refuse(`there is no time zone ${shown(given)}; ${advice}${advice.endsWith('?') ? '' : '.'}`);
}

function daysOf(given: unknown): readonly number[] | undefined {
  if (given === undefined) return undefined;
  const days = [given].flat();
  if (days.length === 0) return refuse(`days is empty; write ${SHORT}, or leave it out for every day.`);
  return [...new Set(days.map(dayOf))].toSorted((a, b) => a - b);
}

function dayOf(given: unknown): number {
  const name = typeof given === 'string' ? given.toLowerCase() : '';
  const found = DAYS.findIndex((day) => name === day || name === day.slice(0, 3));
  if (found !== -1) return found + 1;
  return refuse(`there is no day ${shown(given)}; write ${SHORT}.`);
}

function instant(name: string, given: unknown, zone: string): number {
  const example = '2026-10-25T02:55 or 2026-10-25T02:55+01:00';
  if (given === undefined) return refuse(`it has no ${name}; write both, such as ${example}.`);
  const time =
    typeof given === 'string' && /^\d{4}-/.test(given) ? DateTime.fromISO(given, { zone }) : undefined;
  if (time?.isValid === true) return time.toMillis();
  return refuse(`${name} (${shown(given)}) is no instant; write one such as ${example}.`);
}

const shown = (given: unknown): string => oneLine(JSON.stringify(given) ?? String(given)).slice(0, 80);

function refuse(why: string): never {
  throw new TidemarkError('bad-options', `A maintenance window is wrong: ${why}`);
}
