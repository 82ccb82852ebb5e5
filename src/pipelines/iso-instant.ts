import { DateTime } from 'luxon';

/** An instant for people and programs: ISO-8601 with milliseconds, in the zone given. */
export const isoInstant = (time: number, zone: string): string =>
  DateTime.fromMillis(time, { zone }).toISO() ?? String(time);
