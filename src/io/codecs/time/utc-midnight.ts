const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** When a day began in UTC, in epoch milliseconds; NaN unless there is such a day. The month counts from 1. */
export function utcMidnight(year: number, month: number, day: number): number {
  const days = MONTH_DAYS[month - 1];
  if (days === undefined || !(day >= 1 && day <= (month === 2 && isLeap(year) ? 29 : days)))
    return Number.NaN;
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
