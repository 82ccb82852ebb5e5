import { type Compiled, decidedByOne, folded, type Run, type Source } from './compiled.js';
import { type ExpressionType, typeName, typeOfValue } from './expression-type.js';
import { halfOpen } from './half-open.js';
import { boolOf } from './texts.js';

/** What an expression says of a row. */
export type Test = (row: object) => boolean;

/** Asks for true or false: null counts as false. `where` says what asks. Refuses what can be neither. */
export const testOf = (part: Compiled, where: string): Test => {
  const { type, source, run } = part;
  if (type !== 'bool' && type !== 'any' && type !== 'null')
    source.refuse(
      `${where} takes conditions, and ${source.text} is ${typeName(type)}.`,
      comparisonHint(part),
    );
  // A definite part gives nothing but true and false.
  if (part.isDefinite === true) return run as Test;
  return (row) => {
    const value = run(row);
    if (value === true) return true;
    if (value === false || value === null) return false;
    const said = typeof value === 'string' ? boolOf(value) : null;
    if (said !== null) return said;
    return source.without(
      false,
      row,
      value,
      `this is ${typeName(typeOfValue(value))}, neither true nor false`,
    );
  };
};

const comparisonHint = ({ type, source, constant }: Compiled): string | undefined => {
  if (constant !== undefined) return undefined;
  switch (type) {
    case 'number':
      return `write ${source.text} != 0`;
    case 'string':
      return `write ${source.text} != ""`;
    case 'list':
    case 'map':
      return `write size(${source.text}) > 0`;
    case 'bool':
    case 'null':
    case 'any':
      return undefined;
  }
};

/** `!x`; true where x is null. */
export const not = (operand: Compiled, source: Source): Compiled => {
  const test = testOf(operand, '!');
  const run: Run = (row) => !test(row);
  return folded({ type: 'bool', isDefinite: true, source, run, ...decidedByOne([operand]) }, [operand]);
};

/**
 * `&&` and `||`, from left to right; what is right of the side that decides is not looked at. Gives true or
 * false, never null.
 */
export const junction = (operator: '&&' | '||', operands: readonly Compiled[], source: Source): Compiled => {
  const tests = operands.map((operand, i) => {
    refuseLooseLiteral(operator, operands[i - 1], operand);
    return testOf(operand, operator);
  });
  const [first, second] = operands;
  const run = operator === '&&' ? allOf(tests) : anyOf(tests);
  const range =
    operator === '&&' && first !== undefined && second !== undefined && operands.length === 2
      ? halfOpen(first, second, run)
      : undefined;
  return folded(
    { type: 'bool', isDefinite: true, source, run: range ?? run, ...decidedByOne(operands) },
    operands,
  );
};

/** `status == 500 || 502`. */
const refuseLooseLiteral = (operator: '&&' | '||', before: Compiled | undefined, part: Compiled): void => {
  if (part.constant === undefined || (part.type !== 'number' && part.type !== 'string')) return;
  const [, field, sign] = /^([^=!<>&|]+?)\s*(==|!=|<=?|>=?)/.exec(before?.source.text ?? '') ?? [];
  part.source.refuse(
    `${operator} takes conditions, and ${part.source.text} is ${typeName(part.type)}.`,
    field === undefined ? undefined : `write ${operator} ${field} ${sign} ${part.source.text}`,
  );
};

const allOf = (tests: readonly Test[]): Run => {
  const [a, b, c] = tests;
  if (a !== undefined && b !== undefined && tests.length === 2) return (row) => a(row) && b(row);
  if (a !== undefined && b !== undefined && c !== undefined && tests.length === 3)
    return (row) => a(row) && b(row) && c(row);
  return (row) => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
};

const anyOf = (tests: readonly Test[]): Run => {
  const [a, b, c] = tests;
  if (a !== undefined && b !== undefined && tests.length === 2) return (row) => a(row) || b(row);
  if (a !== undefined && b !== undefined && c !== undefined && tests.length === 3)
    return (row) => a(row) || b(row) || c(row);
  return (row) => {
    for (const test of tests) if (test(row)) return true;
    return false;
  };
};

/** The kind of a value that is one of several. */
export const commonType = (types: readonly ExpressionType[]): ExpressionType => {
  const known = new Set(types.filter((type) => type !== 'null'));
  const [first] = known;
  if (first === undefined) return 'null';
  return known.size === 1 ? first : 'any';
};

/** `test ? then : otherwise`; the last where the test is null. */
export const choice = (
  condition: Compiled,
  then: Compiled,
  otherwise: Compiled,
  source: Source,
): Compiled => {
  const test = testOf(condition, '?');
  const [a, b] = [then.run, otherwise.run];
  return folded(
    {
      type: commonType([then.type, otherwise.type]),
      isDefinite: then.isDefinite === true && otherwise.isDefinite === true,
      source,
      run: (row) => (test(row) ? a(row) : b(row)),
    },
    [condition, then, otherwise],
  );
};
