import { TidemarkError } from '../tidemark-error.js';

/** Nanoseconds of one unit; every unit is a whole number of them, so sums stay exact. Largest first. */
const UNITS = new Map([
  ['w', 604_800_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
]);

/** Other spellings that people write: known so that the error can name the right one. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(week)s?$/, 'w'],
  [/^(day)s?$/, 'd'],
  [/^(hour|hr)s?$/, 'h'],
  [/^(minute|min)s?$/, 'm'],
  [/^(second|sec)s?$/, 's'],
  [/^(millisecond|milli|msec)s?$/, 'ms'],
  [/^(microsecond|micro|usec)s?$/, 'us'],
  [/^(nanosecond|nano|nsec)s?$/, 'ns'],
];

/** As far as a JavaScript date reaches from the epoch; past it, sums of times and durations stop being exact. */
const LONGEST = 8_640_000_000_000_000;

const PART = /(\d+)(?:\.(\d+))?\s*(\p{L}*)\s*/uy;

const refuse = (message: string): never => {
  throw new TidemarkError('usage', message);
};

/** `µ` has two code points; both are microseconds. */
const unitOf = (written: string): string => written.replace(/^[µμ]s$/u, 'us');

const unitMeant = (written: string): string | undefined => {
  const lower = unitOf(written.toLowerCase());
  return UNITS.has(lower) ? lower : SPELLINGS.find(([spelling]) => spelling.test(lower))?.[1];
};

const refuseUnit = (text: string, amount: string, unit: string): never => {
  const meant = unitMeant(unit);
  const advice = meant === undefined ? '' : ` Write ${amount}${meant}.`;
  return refuse(
    `"${text}" has an unknown unit "${unit}".${advice} Units are ms, s, m, h, d, w (and us, ns).`,
  );
};

const refuseBareNumber = (text: string, previous: string | undefined): never => {
  if (previous === undefined) return refuse(`"${text}" has no unit; write ${text}s or ${text}ms.`);
  const units = [...UNITS.keys()];
  const next = units[units.indexOf(previous) + 1];
  const advice = next === undefined ? 'give it one' : `write ${text}${next}`;
  return refuse(`"${text}" ends in a number without a unit; ${advice}.`);
};

/**
 * Reads a duration as people write it: `500ms`, `10s`, `1.5s`, `1h30m`, `30d`.
 * Answers in milliseconds, which may have a fraction (`100us` is 0.1), correctly rounded from the exact decimal.
 * Refuses anything else with a TidemarkError 'usage' that says what to write.
 */
export const parseDuration = (text: string): number => {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('A duration is empty; write for example 10s, 500ms or 1h30m.');
  if (/^[-−]/u.test(trimmed)) return refuse(`"${trimmed}" is negative; a duration is 0s or longer.`);
  const parts: { readonly digits: string; readonly decimals: number; readonly size: bigint }[] = [];
  const seen = new Set<string>();
  let previous: string | undefined;
  for (let at = 0; at < trimmed.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const [, whole, fraction = '', written = ''] = PART.exec(trimmed) ?? [];
    if (whole === undefined || (written === '' && PART.lastIndex < trimmed.length))
      return refuse(`"${trimmed}" is not a duration; write for example 10s, 500ms or 1h30m.`);
    if (written === '') return refuseBareNumber(trimmed, previous);
    const unit = unitOf(written);
    const size = UNITS.get(unit);
    if (size === undefined)
      return refuseUnit(trimmed, fraction === '' ? whole : `${whole}.${fraction}`, written);
    if (seen.has(unit)) return refuse(`"${trimmed}" has the unit "${unit}" twice; write each unit once.`);
    seen.add(unit);
    previous = unit;
    parts.push({ digits: whole + fraction, decimals: fraction.length, size });
  }
  const decimals = Math.max(...parts.map((part) => part.decimals));
  const total = parts.reduce(
    (sum, part) => sum + BigInt(part.digits) * 10n ** BigInt(decimals - part.decimals) * part.size,
    0n,
  );
  // The decimal literal is read with one correct rounding; dividing numbers would round twice.
  const milliseconds = Number(`${total}e-${decimals + 6}`);
  if (milliseconds > LONGEST) return refuse(`"${trimmed}" is too long; the longest duration is 100000000d.`);
  return milliseconds;
};
