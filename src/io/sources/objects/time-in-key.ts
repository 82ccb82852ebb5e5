/** A date, and what may follow of the time of day: `2026/11/29/10`, `20261129T1005Z`, `2026-11-29-10-05-31`, `dt=2026-11-29/hour=10`. */
const DATE =
  /(?<!\d)(?:year=)?(20\d\d)([-_/]?)(?:month=|m=)?(0\d|1[0-2])\2(?:day=|d=)?([0-2]\d|3[01])(?:[-_/T.]?(?:hour=|hh?=)?([01]\d|2[0-3])(?:[-_:/]?(?:min(?:ute)?=)?([0-5]\d)(?:[-_:]?([0-5]\d))?)?)?(?!\d)/gi;

/**
 * When what an object holds was written, as far as its key tells: epoch milliseconds of the finest date in it, taken as UTC;
 * undefined where there is none.
 */
export const timeInKey = (key: string): number | undefined => {
  let finest = 0;
  let time: number | undefined;
  for (const [text, year = '', , month = '', day = '', hour, minute, second] of key.matchAll(DATE)) {
    // The one in the name comes after those of its directories, and is the finer one.
    if (text.length < finest) continue;
    finest = text.length;
    const [h, m, s] = [hour, minute, second].map((part) => Number(part ?? 0));
    time = Date.UTC(Number(year), Number(month) - 1, Number(day), h, m, s);
  }
  return time;
};
