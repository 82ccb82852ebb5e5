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
        return typeof x === 'number' && typeof y === 'number' ? x < y : other(x, y);
      };
    case '<=':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x <= y : other(x, y);
      };
    case '>':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x > y : other(x, y);
      };
    case '>=':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return typeof x === 'number' && typeof y === 'number' ? x >= y : other(x, y);
      };
  }
};

type Other = (x: unknown, y: unknown) => boolean;

/** The shape that most conditions have, without a call for either operand. */
const boundOf = (bound: Bound, other: Other, source: Source): Compiled => ({
  type: 'bool',
  isDefinite: true,
  source,
  bound,
  run: fieldAgainst(bound, other),
});

const fieldAgainst = ({ operator, field, limit }: Bound, other: Other): Run => {
  switch (operator) {
    case '<':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value < limit : other(value, limit);
      };
    case '<=':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value <= limit : other(value, limit);
      };
    case '>':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value > limit : other(value, limit);
      };
    case '>=':
      return (row) => {
        const value = (row as Fields)[field];
        return typeof value === 'number' ? value >= limit : other(value, limit);
      };
  }
};

/** What is compared where not both sides are numbers. */
const otherwise = (operator: OrderOperator, source: Source): Other => {
  return (x, y) => {
    if (x === null || x === undefined || y === null) return false;
    if (typeof x === 'string' && typeof y === 'string')
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
    const kinds = `${typeName(typeOfValue(x))} with ${typeName(typeOfValue(y))}`;
    return source.fail(`${operator} cannot compare ${kinds}`);
  };
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
