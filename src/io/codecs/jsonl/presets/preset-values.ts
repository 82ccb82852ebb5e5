import { secondsText } from '../../nginx/seconds-text.js';
import type { EvidenceKind, PresetUnit } from './preset.js';

const DIGITS = /^\d{1,15}$/;
const PLAIN = /^\d{1,15}(?:\.\d{1,12})?$/;

/** Null for `-` and nothing, undefined for what is no text; of a list its first. */
export function text(value: unknown): string | null | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'string') return undefined;
  return first === '' || first === '-' ? null : first;
}

/** Null for `-`, undefined for what is neither a number nor its digits. */
export function number(value: unknown): number | null | undefined {
  if (typeof value === 'number') return value;
  if (value === '-') return null;
  if (Array.isArray(value)) return number(value[0]);
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : undefined;
}

/** Whether a value is a number or its digits, decimals included. */
export const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && PLAIN.test(value));

/** 0 for `-`, as in an access log. */
export function bytesOf(value: unknown): number | undefined {
  const bytes = number(value);
  return bytes === null ? 0 : bytes;
}

/** An address without its port and brackets; of several, as X-Forwarded-For has them, the first. */
export function address(value: unknown): string | null | undefined {
  const all = text(value);
  if (typeof all !== 'string') return all;
  const first = all.includes(',') ? all.slice(0, all.indexOf(',')).trim() : all;
  if (first.startsWith('[')) return first.replace(/^\[([^\]]*)\](?::\d{1,5})?$/, '$1');
  const colon = first.indexOf(':');
  return colon !== -1 && colon === first.lastIndexOf(':') ? first.replace(/:\d{1,5}$/, '') : first;
}

/** `HTTP/1.1` where only its number is written. */
export function protocol(value: unknown): string | null | undefined {
  const version = text(value);
  return typeof version === 'string' && /^\d(?:\.\d)?$/.test(version) ? `HTTP/${version}` : version;
}

const HTTP_METHODS: ReadonlyMap<string, string> = new Map([
  ...['get', 'list', 'watch'].map((verb) => [verb, 'GET'] as const),
  ...['delete', 'deletecollection'].map((verb) => [verb, 'DELETE'] as const),
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ...['post', 'put', 'head', 'options'].map((verb) => [verb, verb.toUpperCase()] as const),
]);

/** The method that a verb of Kubernetes is sent with; null for one that may be several. */
export const methodOfVerb = (value: unknown): string | null | undefined => {
  const verb = text(value);
  return typeof verb === 'string' ? (HTTP_METHODS.get(verb) ?? null) : verb;
};

const MS_OF: Readonly<Record<Exclude<PresetUnit, 'unsaid'>, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
const PARTS = /(\d{1,15}(?:\.\d{1,12})?) ?(ns|us|µs|μs|ms|s|m|h)/y;
const PART_MS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  // Both letters that look so.
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
const LONGEST = 64;

/**
 * Milliseconds of what a program says that it took: a number, its digits, a text with its units (`1.2ms`, `1m2.5s`), or of
 * nginx one for each server that was asked. Null for `-`, undefined for what says none.
 */
export function millisecondsOf(value: unknown, unit: PresetUnit): number | null | undefined {
  if (typeof value === 'number') return unit === 'unsaid' ? undefined : rounded(value * MS_OF[unit]);
  if (Array.isArray(value)) return millisecondsOf(value[0], unit);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  if (value === '-' || value === '') return null;
  if (PLAIN.test(value)) return unit === 'unsaid' ? undefined : rounded(Number(value) * MS_OF[unit]);
  return withUnits(value) ?? (unit === 'unsaid' ? undefined : secondsText(value, MS_OF[unit]));
}

function withUnits(written: string): number | undefined {
  let sum = 0;
  PARTS.lastIndex = 0;
  for (let at = 0; at < written.length; at = PARTS.lastIndex) {
    const [, amount, unit = ''] = PARTS.exec(written) ?? [];
    const ms = PART_MS.get(unit);
    if (ms === undefined) return undefined;
    sum += Number(amount) * ms;
  }
  return rounded(sum);
}

/** To the nanosecond, so that 0.29 s is 290 ms and not 289.99999999999994. */
const rounded = (ms: number): number | undefined =>
  Number.isFinite(ms) ? Math.round(ms * 1e6) / 1e6 : undefined;

/** Whether a value is what has to stand there. */
export function isEvidence(value: unknown, kind: EvidenceKind): boolean {
  if (value === undefined) return false;
  switch (kind) {
    case 'there':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'text':
      return typeof text(value) === 'string';
    case 'number':
      return isNumber(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'list':
      return Array.isArray(value);
    default:
      return typeof value === 'string' && kind.test(value);
  }
}
