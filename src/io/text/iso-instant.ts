import { DateTime } from 'luxon';

/** An instant for people and programs: ISO-8601 with milliseconds, in the zone given. */
export const isoInstant = (time: number, zone: string): string => {
  // The usual case does not wait for a locale to be loaded.
  if (zone === 'UTC' && Math.abs(time) <= 8.64e15) return new Date(time).toISOString();
  return DateTime.fromMillis(time, { zone, locale: 'en-US' }).toISO() ?? String(time);
};
