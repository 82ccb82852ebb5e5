import { DateTime } from 'luxon';

export type ClockFormat = 'yyyy-MM-dd HH:mm:ss' | 'yyyy-MM-dd' | 'HH:mm:ss';

/** Length of an ISO text of a year with four digits. */
const USUAL = 24;

/** A time for people, by the clock of a zone. Epoch milliseconds. */
export const clockText = (time: number, format: ClockFormat, zone: string): string => {
  // The usual case waits neither for a locale nor for a library.
  if (zone === 'UTC' && Math.abs(time) <= 8.64e15) {
    const iso = new Date(time).toISOString();
    if (iso.length === USUAL) {
      const [day, clock] = [iso.slice(0, 10), iso.slice(11, 19)];
      return format === 'yyyy-MM-dd' ? day : format === 'HH:mm:ss' ? clock : `${day} ${clock}`;
    }
  }
  return DateTime.fromMillis(time, { zone, locale: 'en-US' }).toFormat(format);
};
