import { cleanJson, cleanText, type OnCleaned } from './clean-text.js';
import type { ColumnFacts } from './table-facts.js';
import { Unstorable } from './unstorable.js';

/** Writes a value as an element of an array literal. Throws Unstorable for one that the column cannot hold. */
export type Encode = (value: unknown) => string;

/**
 * How values of a column are written. What the column would take for something else than was meant is refused as well: NaN and
 * infinity in any number, `infinity`, `now` and the like in times. What only the server can judge is left to it.
 */
export const columnEncoder = (column: ColumnFacts, isKey: boolean, onCleaned: OnCleaned): Encode => {
  const encode = encoderOf(column, onCleaned);
  const empty = `the key column ${column.name} is empty`;
  return (value) => {
    if (value !== null && value !== undefined) return encode(value);
    // Nothing equals NULL, so a row that is sent again would be stored again.
    if (isKey) throw new Unstorable(empty);
    return 'NULL';
  };
};

const encoderOf = (column: ColumnFacts, onCleaned: OnCleaned): Encode => {
  const { name, base, category, modifier } = column;
  const text = (value: unknown): string =>
    quoted(typeof value === 'string' ? cleanText(value, onCleaned) : asText(value, onCleaned));
  const refuse = (what: string): never => {
    throw new Unstorable(`${what} in the column ${name} (${column.type})`);
  };
  const whole = WHOLE[base];
  if (whole !== undefined) {
    return (value) => {
      const number = typeof value === 'bigint' ? Number(value) : value;
      if (typeof number !== 'number') return typeof value === 'boolean' ? refuse('no number') : text(value);
      if (!Number.isFinite(number)) return refuse('no number');
      if (!Number.isInteger(number)) return refuse('no whole number');
      return number >= -whole && number < whole
        ? String(typeof value === 'bigint' ? value : wholeText(number))
        : refuse('too large a number');
    };
  }
  if (base === 'float4' || base === 'float8' || base === 'numeric') {
    const end = base === 'float4' ? REAL_END : base === 'numeric' ? numericEnd(modifier) : Infinity;
    return (value) => {
      if (typeof value === 'bigint') return String(value);
      if (typeof value === 'boolean') return refuse('no number');
      if (typeof value === 'string') return NO_NUMBER.test(value) ? refuse('no number') : text(value);
      if (typeof value !== 'number') return text(value);
      if (!Number.isFinite(value)) return refuse('no number');
      if (Math.abs(value) >= end) return refuse('too large a number');
      // What comes to 0 as a real the server calls out of range.
      return base === 'float4' && Math.abs(value) <= LEAST_REAL ? '0' : String(value);
    };
  }
  if (base === 'timestamptz' || base === 'timestamp' || base === 'date') {
    return (value) => {
      if (typeof value === 'number')
        return base === 'date' ? instant(value, refuse).slice(0, 10) : instant(value, refuse);
      if (value instanceof Date) return instant(value.getTime(), refuse);
      return typeof value === 'string' && DATE.test(value) ? text(value) : refuse('no time');
    };
  }
  if (base === 'interval') {
    return (value) => {
      if (typeof value !== 'number') return text(value);
      return Number.isFinite(value) ? quoted(`${value} milliseconds`) : refuse('no number');
    };
  }
  if (base === 'bool') {
    return (value) =>
      typeof value === 'boolean'
        ? String(value)
        : value === 1 || value === 0
          ? String(value === 1)
          : text(value);
  }
  if (base === 'json' || base === 'jsonb') return (value) => quoted(cleanJson(value, onCleaned));
  if (base === 'bytea') {
    return (value) => {
      const bytes =
        value instanceof Uint8Array
          ? value
          : Buffer.from(typeof value === 'string' ? value : asText(value, onCleaned));
      return quoted(`\\x${Buffer.from(bytes).toString('hex')}`);
    };
  }
  if (category === 'A')
    return (value) => (Array.isArray(value) ? quoted(arrayText(value, onCleaned)) : text(value));
  return text;
};

/** One more than the largest that fits. Of eight bytes a number in JavaScript has fewer digits, and those are exact. */
const WHOLE: Readonly<Record<string, number>> = { int2: 2 ** 15, int4: 2 ** 31, int8: 2 ** 63 };
/** Half-way behind the largest that a real can hold. */
const REAL_END = 2 ** 128 - 2 ** 103;
const LEAST_REAL = 2 ** -150;
/** As the server reads them, in any case and with blanks around. */
const NO_NUMBER = /^\s*(?:nan|[+-]?inf(?:inity)?)\s*$/i;
/** A day first; `now`, `today`, `epoch` and `infinity` are other things than they look like in a log. */
const DATE = /^\s*\d{4,6}-\d{1,2}-\d{1,2}/;
const YEAR_1 = Date.UTC(2000, 0, 1) - 730_119 * 86_400_000;
const YEAR_10000 = Date.UTC(10_000, 0, 1);

/** No exponent, which is no way to write a whole number there. */
const wholeText = (number: number): string =>
  Math.abs(number) < 1e21 ? String(number) : BigInt(number).toString();

const instant = (time: number, refuse: (what: string) => never): string =>
  time >= YEAR_1 && time < YEAR_10000
    ? new Date(time).toISOString()
    : refuse('no time of the years 1 to 9999');

/** What a numeric(p,s) does not hold any more, from what the catalogue says of it; one without is as good as without bounds. */
const numericEnd = (modifier: number): number => {
  if (modifier < 4) return Infinity;
  const digits = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  return 10 ** (digits - scale);
};

const asText = (value: unknown, onCleaned: OnCleaned): string => {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return cleanJson(value, onCleaned);
};

/** A text always has quotes: without them `NULL` would be none. */
const quoted = (text: string): string =>
  ESCAPED.test(text) ? `"${text.replace(EACH_ESCAPED, '\\$&')}"` : `"${text}"`;
const ESCAPED = /["\\]/;
const EACH_ESCAPED = /["\\]/g;

/** An array as the text of one, which is cast: an array of arrays would come out flat. */
const arrayText = (values: readonly unknown[], onCleaned: OnCleaned): string => {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return arrayText(value, onCleaned);
    return quoted(typeof value === 'string' ? cleanText(value, onCleaned) : asText(value, onCleaned));
  });
  return `{${elements.join(',')}}`;
};
