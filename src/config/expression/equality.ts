import { largeValue } from '../../operators/exact-value.js';
import { numberInText } from '../../operators/number-in-text.js';
import { isBool, isNumber } from './coerced.js';
import { type Compiled, folded, type Run, type Source } from './compiled.js';
import { typeName } from './expression-type.js';
import { mismatchHint } from './mismatch-hint.js';
import { boolOf } from './texts.js';

type Fields = Readonly<Record<string, unknown>>;

/** How deep lists and maps are compared, as no format nests them; of what is deeper nobody can say that it is equal. */
const DEEPEST = 100;

/** Values of different kinds are not equal, but for texts of numbers and truth values; null is equal to null; lists and maps are equal if all that they hold is. */
export const areEqual = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a === 'object') return typeof b === 'object' && areSame(a, b, 0);
  return isEqualTo(b, a) || isEqualTo(a, b);
};

/** Whether a value is equal to one that is no list or map: a text is what is written in it, where a number or truth is wanted. */
const isEqualTo = (value: unknown, wanted: unknown): boolean => {
  if (typeof wanted === 'number') return isNumber(value, wanted);
  return typeof wanted === 'boolean' ? isBool(value, wanted) : value === wanted;
};

const areSame = (a: unknown, b: unknown, depth: number): boolean => {
  // A missing field is null inside a list or map too.
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth === DEEPEST) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => areSame(item, b[i], depth + 1))
    );
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) => Object.hasOwn(b, name) && areSame((a as Fields)[name], (b as Fields)[name], depth + 1),
    )
  );
};

/** `==` and `!=`. Refuses to compare two kinds that are known and differ. */
export const equality = (
  operator: '==' | '!=',
  left: Compiled,
  right: Compiled,
  source: Source,
): Compiled => {
  const isKnown = ({ type }: Compiled): boolean => type !== 'any' && type !== 'null';
  if (isKnown(left) && isKnown(right) && left.type !== right.type)
    source.refuse(
      `${typeName(left.type)} is never equal to ${typeName(right.type)}.`.replace(/^a/, 'A'),
      mismatchHint(left, right),
    );
  const run = operator === '==' ? equalRun(left, right) : unequalRun(left, right);
  // Comparing passes nothing over.
  const decidedBy = left.constant === undefined ? left.field : right.field;
  const isDecided = decidedBy !== undefined && (left.constant ?? right.constant) !== undefined;
  return folded({ type: 'bool', isDefinite: true, source, run, ...(isDecided && { decidedBy }) }, [
    left,
    right,
  ]);
};

/** The field and the string, number or boolean it is compared with, where that is all there is. */
const plainPair = (left: Compiled, right: Compiled): readonly [field: string, value: unknown] | undefined => {
  const [other, literal] = right.constant === undefined ? [right, left] : [left, right];
  const value = literal.constant?.value;
  return other.field === undefined || value === undefined || typeof value === 'object'
    ? undefined
    : [other.field, value];
};

/** Whether a value of another kind stands for a constant: a text for a number, or the contrary. */
const otherThan = (constant: unknown): ((value: unknown) => boolean) => {
  if (typeof constant === 'number') return (value) => typeof value === 'string' && isNumber(value, constant);
  if (typeof constant === 'boolean') return (value) => typeof value === 'string' && isBool(value, constant);
  const large = largeValue(constant);
  if (large !== undefined)
    return (value) =>
      typeof value === 'number'
        ? Number.isInteger(value) && BigInt(value) === large
        : largeValue(value) === large;
  const number = typeof constant === 'string' ? numberInText(constant) : undefined;
  const bool = typeof constant === 'string' ? boolOf(constant) : null;
  return (value) =>
    (typeof value === 'number' && value === number) || (typeof value === 'boolean' && value === bool);
};

const equalRun = (left: Compiled, right: Compiled): Run => {
  const pair = plainPair(left, right);
  if (pair !== undefined) {
    const [field, value] = pair;
    const isValue = otherThan(value);
    return (row) => {
      const own = (row as Fields)[field];
      return own === value || isValue(own);
    };
  }
  const [a, b] = [left.run, right.run];
  return (row) => areEqual(a(row), b(row));
};

const unequalRun = (left: Compiled, right: Compiled): Run => {
  const pair = plainPair(left, right);
  if (pair !== undefined) {
    const [field, value] = pair;
    const isValue = otherThan(value);
    return (row) => {
      const own = (row as Fields)[field];
      return own !== value && !isValue(own);
    };
  }
  const [a, b] = [left.run, right.run];
  return (row) => !areEqual(a(row), b(row));
};
