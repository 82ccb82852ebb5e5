const TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i;
/** As most programs write it: of these `Date` knows what is a time, but for the last days of months. */
const USUAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;
/** As milliseconds that would be in 1973: what is less is meant as seconds. */
const LEAST = 100_000_000_000;
/** The year 9999 ends. */
const MOST = 253_402_300_799_999;

const WANTED =
  'a time with its offset is wanted, such as "2026-11-29T10:00:00.123Z", or milliseconds since 1970';

/** Epoch milliseconds of a time as it is sent, or what is wrong with it. */
export const readInstant = (value: unknown): number | string => {
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return WANTED;
  if (USUAL.test(value)) {
    const time = Date.parse(value);
    if (new Date(time).getUTCDate() === Number(value.slice(8, 10))) return time;
  }
  const [, year, month, day, hours, minutes, seconds, offset] = TEXT.exec(value) ?? [];
  if (year === undefined) return WANTED;
  if (offset === undefined)
    return `${WANTED}; this one does not say of which clock it is: add Z or an offset`;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // Years below 100 are taken for others.
  date.setUTCFullYear(Number(year));
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  if (!isDay || !isTime) return 'there is no such time';
  const time = Date.parse(
    value
      .toUpperCase()
      .replace(',', '.')
      .replace(/([+-]\d\d)(\d\d)$/, '$1:$2'),
  );
  if (Number.isNaN(time)) return 'there is no such time';
  return time <= MOST && time >= -62_167_219_200_000 ? time : 'a year from 0 to 9999 is wanted';
};

const ofNumber = (value: number): number | string => {
  if (!Number.isSafeInteger(value) || value < 0) return WANTED;
  if (value < LEAST) return `${WANTED}; these look like seconds: multiply them by 1000`;
  return value <= MOST ? value : `${WANTED}; these look like microseconds or nanoseconds`;
};
