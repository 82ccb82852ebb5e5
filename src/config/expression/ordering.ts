import type { ExactNumber } from '../../operators/exact-value.js';
import { asNumber, isExact, isNothing } from './coerced.js';
import { type Bound, type Compiled, folded, type Run, type Source } from './compiled.js';
import { typeName, typeOfValue } from './expression-type.js';
import { mismatchHint } from './mismatch-hint.js';

export type OrderOperator = Bound['operator'];

type Fields = Readonly<Record<string, unknown>>;

/** `<` and its like: two numbers, or two strings by UTF-16 units; false where either side is null. */
export const ordering = (
  operator: OrderOperator,
  left: Compiled,
  right: Compiled,
  source: Source,
): Compiled => {
  refuseKinds(operator, left, right, source);
  const other = otherwise(operator, source);
  const limit = right.constant?.value;
  const isBound = left.field !== undefined && typeof limit === 'number';
  return isBound
    ? boundOf({ field: left.field, operator, limit }, other, source)
    : folded({ type: 'bool', isDefinite: true, source, run: runOf(operator, left, right, other) }, [
        left,
        right,
      ]);
};

const runOf = (operator: OrderOperator, left: Compiled, right: Compiled, other: Other): Run => {
  const [a, b] = [left.run, right.run];
  switch (operator) {
    case '<':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x < y : other(x, y, row);
      };
    case '<=':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x <= y : other(x, y, row);
      };
    case '>':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x > y : other(x, y, row);
      };
    case '>=':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x >= y : other(x, y, row);
      };
  }
};

type Other = (x: unknown, y: unknown, row: object) => boolean;

/** The shape that most conditions have, without a call for either operand. */
const boundOf = (bound: Bound, other: Other, source: Source): Compiled => ({
  type: 'bool',
  isDefinite: true,
  source,
  bound,
  decidedBy: bound.field,
  run: fieldAgainst(bound, other),
});

const fieldAgainst = ({ operator, field, limit }: Bound, other: Other): Run => {
  switch (operator) {
    case '<':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value < limit : other(value, limit, row);
      };
    case '<=':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value <= limit : other(value, limit, row);
      };
    case '>':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value > limit : other(value, limit, row);
      };
    case '>=':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value >= limit : other(value, limit, row);
      };
  }
};

const compared = <T extends ExactNumber | string>(operator: OrderOperator, x: T, y: T): boolean => {
  switch (operator) {
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
  }
};

/** What is compared where not both sides are numbers: the numbers in them, to their last digit, or else two texts. */
const otherwise =
  (operator: OrderOperator, source: Source): Other =>
  (x, y, row) => {
    if (x === null || x === undefined || y === null) return false;
    const a = asNumber(x);
    const b = asNumber(y);
    if (isExact(a) && isExact(b)) return compared<ExactNumber>(operator, a, b);
    if (typeof x === 'string' && typeof y === 'string') return compared(operator, x, y);
    if (isNothing(x) || isNothing(y)) return false;
    const kinds = `${typeName(typeOfValue(x))} with ${typeName(typeOfValue(y))}`;
    return source.without(false, row, isExact(a) ? y : x, `${operator} cannot compare ${kinds}`);
  };

const refuseKinds = (operator: OrderOperator, left: Compiled, right: Compiled, source: Source): void => {
  for (const side of [left, right]) {
    if (side.type === 'number' || side.type === 'string' || side.type === 'any') continue;
    const [low, middle] = /^([^<>]+<=?)([^<>&|]+)$/.exec(left.source.text)?.slice(1) ?? [];
    side.source.refuse(
      `${operator} compares numbers or strings, not ${typeName(side.type)}.`,
      side === left && low !== undefined && middle !== undefined
        ? `write ${low}${middle} && ${middle.trim()} ${operator} ${right.source.text}`
        : undefined,
    );
  }
  if (left.type !== 'any' && right.type !== 'any' && left.type !== right.type)
    source.refuse(
      `${operator} cannot compare ${typeName(left.type)} with ${typeName(right.type)}.`,
      mismatchHint(left, right),
    );
};
