/** One time, or none for a server that was not asked. */
const PART = /^(?:-|\d{1,12}(?:\.\d{1,9})?)$/;
/** Between servers of one group, and between groups. */
const BETWEEN = /\s*,\s*|\s+:\s+/;
const ONE = /^\d{1,9}\.\d{1,6}$/;

/**
 * Milliseconds of a time as nginx writes it, in seconds: `0.004`, or `0.000, 4.004` and `3.001 : 0.002`, one for each server
 * that was asked, of which this is the sum. Null for `-`, undefined for what is no time.
 */
export function secondsText(text: string, msOf = 1000): number | null | undefined {
  if (ONE.test(text)) return toMs(Number(text), msOf);
  const parts = text.split(BETWEEN);
  if (!parts.every((part) => PART.test(part))) return undefined;
  const times = parts.filter((part) => part !== '-');
  if (times.length === 0) return null;
  return toMs(
    times.reduce((sum, part) => sum + Number(part), 0),
    msOf,
  );
}

/** Rounded to the nanosecond, so that 0.29 s is 290 ms and not 289.99999999999994. */
const toMs = (amount: number, msOf: number): number => Math.round(amount * msOf * 1e6) / 1e6;
