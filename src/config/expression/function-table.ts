import { sectionOf } from '../../io/codecs/request/section-of.js';
import { type ExactNumber, largeValue, wholeInRow } from '../../operators/exact-value.js';
import type { ExpressionType } from './expression-type.js';
import { hostOfUrl } from './host-of-url.js';
import {
  boolOf,
  lengthOf,
  lowerAscii,
  numberOf,
  replaceAll,
  roundHalfAway,
  substring,
  upperAscii,
} from './texts.js';

/** What a function does with values that are of the kinds it takes and not null. */
type Apply = (a: unknown, b: unknown, c: unknown) => unknown;

/** A function of expressions. */
export interface FunctionEntry {
  /** `size(x)` is a call, `x.trim()` a method, of which x is the first parameter. */
  readonly form: 'call' | 'method';
  /** The kinds of its parameters; `any` takes every value but null. */
  readonly parameters: readonly ExpressionType[];
  /** How many parameters may be left out at the end. */
  readonly optional?: number;
  /** Takes any number of parameters, two by two: max(a, b, c). */
  readonly isChain?: boolean;
  /** Takes whole numbers past 2^53 as big integers. */
  readonly isExact?: boolean;
  readonly result: ExpressionType;
  /** What comes of null. */
  readonly ofNull: null | false;
  readonly apply: Apply;
}

const call = (
  parameters: readonly ExpressionType[],
  result: ExpressionType,
  apply: Apply,
): FunctionEntry => ({
  form: 'call',
  parameters,
  result,
  ofNull: null,
  apply,
});

const method = (
  parameters: readonly ExpressionType[],
  result: ExpressionType,
  apply: Apply,
  optional = 0,
): FunctionEntry => ({ form: 'method', parameters, optional, result, ofNull: null, apply });

/** Answers true or false, false for null as a comparison does. */
const question = (apply: (text: string, other: string) => boolean): FunctionEntry => ({
  form: 'method',
  parameters: ['string', 'string'],
  result: 'bool',
  ofNull: false,
  apply: (a, b) => apply(a as string, b as string),
});

/** `ofLarge`: what comes of a whole number past 2^53, which rounding leaves as it is. */
const numeric = (
  apply: (value: number) => number,
  ofLarge: (value: bigint) => bigint = (value) => value,
): FunctionEntry => ({
  ...call(['number'], 'number', (value) =>
    typeof value === 'bigint' ? wholeInRow(ofLarge(value)) : apply(value as number),
  ),
  isExact: true,
});

const chain = (
  apply: (a: number, b: number) => number,
  isAhead: (a: ExactNumber, b: ExactNumber) => boolean,
): FunctionEntry => ({
  ...call(['number', 'number'], 'number', (a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? apply(a, b)
      : isAhead(a as ExactNumber, b as ExactNumber)
        ? a
        : b,
  ),
  isChain: true,
});

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
};

const stringOf = (value: unknown): string =>
  typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);

/**
 * All functions but `has`, `matches`, those of `OWN_FUNCTIONS` and the macros. Parameters are checked before `apply`, which may cast; `undefined`
 * from it means that it has no answer for a value of this kind.
 */
export const FUNCTIONS: ReadonlyMap<string, FunctionEntry> = new Map<string, FunctionEntry>([
  ['size', call(['any'], 'number', sizeOf)],
  [
    'int',
    call(['any'], 'number', (value) => {
      const large = largeValue(value);
      if (large !== undefined) return wholeInRow(large);
      const number = numberOf(value);
      return number === null ? null : Math.trunc(number);
    }),
  ],
  ['double', call(['any'], 'number', numberOf)],
  ['string', call(['any'], 'string', stringOf)],
  ['bool', call(['any'], 'bool', boolOf)],
  ['abs', numeric(Math.abs, (value) => (value < 0n ? -value : value))],
  ['floor', numeric(Math.floor)],
  ['ceil', numeric(Math.ceil)],
  ['round', numeric(roundHalfAway)],
  ['min', chain(Math.min, (a, b) => a < b)],
  ['max', chain(Math.max, (a, b) => a > b)],
  ['section', call(['string'], 'string', (path) => sectionOf(path as string))],
  ['host', call(['string'], 'string', (url) => hostOfUrl(url as string))],
  ['contains', question((text, part) => text.includes(part))],
  ['startsWith', question((text, part) => text.startsWith(part))],
  ['endsWith', question((text, part) => text.endsWith(part))],
  ['lowerAscii', method(['string'], 'string', (text) => lowerAscii(text as string))],
  ['upperAscii', method(['string'], 'string', (text) => upperAscii(text as string))],
  ['trim', method(['string'], 'string', (text) => (text as string).trim())],
  [
    'split',
    method(['string', 'string'], 'list', (text, by) =>
      by === '' ? Array.from(text as string) : (text as string).split(by as string),
    ),
  ],
  [
    'replace',
    method(['string', 'string', 'string'], 'string', (text, from, to) =>
      replaceAll(text as string, from as string, to as string),
    ),
  ],
  [
    'substring',
    method(
      ['string', 'number', 'number'],
      'string',
      (text, start, end) => substring(text as string, start as number, end as number | undefined),
      1,
    ),
  ],
]);
