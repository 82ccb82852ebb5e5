/** A server may slow us down, not switch us off. */
const LONGEST = 5 * 60_000;

/**
 * Milliseconds to wait, 5 minutes at most, out of a Retry-After header: seconds, or an HTTP date, which is measured
 * against the answer's own Date header (else against `now`), so clocks need not agree. Undefined where there is none
 * that can be read.
 */
export const retryAfter = (
  header: string | undefined,
  date: string | undefined,
  now: number,
): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  const until = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clockOf(date, now);
  return Number.isNaN(until) ? undefined : longestWait(until);
};

/** So many milliseconds, within what a server may ask for. */
export const longestWait = (milliseconds: number): number => Math.min(Math.max(0, milliseconds), LONGEST);

const clockOf = (date: string | undefined, now: number): number => {
  const there = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(there) ? now : there;
};
