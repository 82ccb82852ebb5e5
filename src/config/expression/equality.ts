import { type Compiled, folded, type Run, type Source } from './compiled.js';
import { typeName } from './expression-type.js';
import { mismatchHint } from './mismatch-hint.js';
import { RowError } from './row-error.js';

type Fields = Readonly<Record<string, unknown>>;

/** How deep lists and maps are compared; hostile rows may nest further. */
const DEEPEST = 100;

/** Values of different kinds are not equal; null is equal to null; lists and maps are equal if all that they hold is. */
export const areEqual = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && areSame(a, b, 0));

const areSame = (a: unknown, b: unknown, depth: number): boolean => {
  // A missing field is null inside a list or map too.
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth === DEEPEST) throw new RowError(`Lists and maps are compared at most ${DEEPEST} deep`);
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
  return folded({ type: 'bool', isDefinite: true, source, run }, [left, right]);
};

/** The field and the string, number or boolean it is compared with, where that is all there is. */
const plainPair = (left: Compiled, right: Compiled): readonly [field: string, value: unknown] | undefined => {
  const [other, literal] = right.constant === undefined ? [right, left] : [left, right];
  const value = literal.constant?.value;
  return other.field === undefined || value === undefined || typeof value === 'object'
    ? undefined
    : [other.field, value];
};

const equalRun = (left: Compiled, right: Compiled): Run => {
  const pair = plainPair(left, right);
  if (pair !== undefined) {
    const [field, value] = pair;
    return (row) => (row as Fields)[field] === value;
  }
  const [a, b] = [left.run, right.run];
  return (row) => areEqual(a(row), b(row));
};

const unequalRun = (left: Compiled, right: Compiled): Run => {
  const pair = plainPair(left, right);
  if (pair !== undefined) {
    const [field, value] = pair;
    return (row) => (row as Fields)[field] !== value;
  }
  const [a, b] = [left.run, right.run];
  return (row) => !areEqual(a(row), b(row));
};
