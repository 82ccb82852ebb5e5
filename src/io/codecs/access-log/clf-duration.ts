import { closingQuote } from './clf-tail.js';

const SPACE = 0x20;
const QUOTE = 0x22;

/** What a whole number without a unit means when it is all that follows the agent. */
export type DurationUnit = 's' | 'ms' | 'us';

const MS_OF: Readonly<Record<DurationUnit, number>> = { s: 1000, ms: 1, us: 0.001 };

const PROXY_TIME = /^ \((\d{1,9}(?:\.\d{1,9})?) s\) $/;
const DECIMAL = /^(?:rt=)?(\d{1,9}\.\d{1,9})$/;
const WHOLE = /^\d{1,15}$/;
/** A number that says its unit; latin1, so that the two bytes of UTF-8's micro signs are two characters. */
const WITH_UNIT = /^(\d{1,12}(?:\.\d{1,9})?)(s|ms|us|\u00c2\u00b5s|\u00ce\u00bcs)$/;
/** Apache's `%T/%D`, also between asterisks: the same time twice, the second with more digits. */
const PAIR = /^\**\d{1,9}\/(\d{1,15})\**$/;
/** A number under a name that is a duration's, without a unit. */
const NAMED = /^(?:[DT]|rt|took|duration|time_taken|request_time|response_time)[=:](\d{1,15})$/i;
/** Longer than any field that holds a duration. */
const MAX_FIELD_BYTES = 32;

/** Milliseconds of Gandi's ` (0 s) ` between the time and the request; undefined if `[from, to)` is not that. */
export function durationBeforeRequest(bytes: Buffer, from: number, to: number): number | undefined {
  const seconds = PROXY_TIME.exec(bytes.toString('latin1', from, to))?.[1];
  return seconds === undefined ? undefined : toMs(seconds, 's');
}

/**
 * How long the request took, in milliseconds, from the extra fields at the end of a line; undefined if they do not say.
 *
 * In this order: a last field such as `42ms` (Traefik); the first one with a decimal point, perhaps after `rt=`, as
 * seconds (nginx's `$request_time`); a whole number that is the last field and the only unquoted one, or the second of a pair
 * (`0/1234`), or has a duration's name (`D=1234`), in `unit`: null where that is undefined, as nobody knows what it counts.
 */
export function durationOf(
  bytes: Buffer,
  from: number,
  to: number,
  unit: DurationUnit | undefined,
): number | null | undefined {
  // Most lines have no such fields, and patterns cost much even where they are given nothing.
  if (from === to) return undefined;
  let unquoted = 0;
  let decimal: string | undefined;
  let field = '';
  for (let at = from; at < to; at++) {
    if (bytes[at] === SPACE) continue;
    if (bytes[at] === QUOTE) {
      at = closingQuote(bytes, at + 1, to);
      field = '';
      continue;
    }
    let end = at;
    while (end < to && bytes[end] !== SPACE) end++;
    field = end - at > MAX_FIELD_BYTES ? '' : bytes.toString('latin1', at, end);
    decimal ??= DECIMAL.exec(field)?.[1];
    unquoted++;
    at = end;
  }
  const [, amount, written] = WITH_UNIT.exec(field) ?? [];
  if (amount !== undefined) return toMs(amount, written === 's' || written === 'ms' ? written : 'us');
  if (decimal !== undefined) return toMs(decimal, 's');
  const whole = unquoted === 1 ? wholeIn(field) : undefined;
  if (whole === undefined) return undefined;
  return unit === undefined ? null : toMs(whole, unit);
}

const wholeIn = (field: string): string | undefined =>
  WHOLE.test(field) ? field : (PAIR.exec(field) ?? NAMED.exec(field))?.[1];

/** Rounded to the nanosecond, so that 0.29 s is 290 ms and not 289.99999999999994. */
function toMs(number: string, unit: DurationUnit): number {
  return Math.round(Number(number) * MS_OF[unit] * 1e6) / 1e6;
}

/** Whether the only extra field that is not in quotes is a whole number, or a pair, at the end: what Apache writes for `%D` and `%T`. */
export function isWholeAlone(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] === SPACE) continue;
    if (bytes[at] !== QUOTE)
      return wholeIn(bytes.toString('latin1', at, Math.min(to, at + MAX_FIELD_BYTES))) !== undefined;
    at = closingQuote(bytes, at + 1, to);
  }
  return false;
}
