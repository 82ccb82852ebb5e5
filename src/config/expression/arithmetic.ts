import { type ExactNumber, wholeInRow } from '../../operators/exact-value.js';
import { asNumber, isExact, isNothing } from './coerced.js';
import { type Compiled, folded, type Run, type Source } from './compiled.js';
import { type ExpressionType, typeName, typeOfValue } from './expression-type.js';
import { dashHint } from './mismatch-hint.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A result that is no finite number (0/0, x/0, an overflow) is null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const calculated = (operator: ArithmeticOperator, a: number, b: number): number => {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
};

/** Whole numbers keep their digits, but for quotients. */
const calculatedWhole = (operator: '+' | '-' | '*' | '%', a: bigint, b: bigint): unknown => {
  switch (operator) {
    case '+':
      return inRow(a + b);
    case '-':
      return inRow(a - b);
    case '*':
      return inRow(a * b);
    case '%':
      return b === 0n ? null : inRow(a % b);
  }
};

const inRow = (value: bigint): unknown => {
  const whole = wholeInRow(value);
  return typeof whole === 'number' ? finite(whole) : whole;
};

/** Of two numbers that doubles hold, past 2^53 as well. */
const ofDoubles = (operator: ArithmeticOperator, x: number, y: number): unknown => {
  const result = calculated(operator, x, y);
  if (result <= Number.MAX_SAFE_INTEGER && result >= Number.MIN_SAFE_INTEGER) return result;
  return operator !== '/' && Number.isSafeInteger(x) && Number.isSafeInteger(y) && !Number.isNaN(result)
    ? calculatedWhole(operator, BigInt(x), BigInt(y))
    : finite(result);
};

/** Of two numbers, of which one may be past 2^53. */
const ofExact = (
  operator: ArithmeticOperator,
  x: ExactNumber,
  y: ExactNumber,
  source: Source,
  row: object,
) => {
  if (typeof x === 'number' && typeof y === 'number') return ofDoubles(operator, x, y);
  const isWhole = (value: ExactNumber): boolean => typeof value === 'bigint' || Number.isInteger(value);
  if (operator !== '/' && isWhole(x) && isWhole(y)) return calculatedWhole(operator, BigInt(x), BigInt(y));
  const result = finite(calculated(operator, Number(x), Number(y)));
  return result === null ? null : source.rounded(result, row, typeof x === 'bigint' ? x : y);
};

/** `+` of two numbers or two strings, the others of numbers; null with null. */
export const arithmetic = (
  operator: ArithmeticOperator,
  left: Compiled,
  right: Compiled,
  source: Source,
): Compiled => {
  refuseKinds(operator, left, right, source);
  const [a, b] = [left.run, right.run];
  // Where one side is a text for certain, texts are joined, whatever they hold.
  const joins = operator === '+' && (left.type === 'string' || right.type === 'string');
  const type = resultOf(operator, left.type, right.type);
  return folded({ type, source, run: runOf(operator, a, b, joins, source) }, [left, right]);
};

const runOf = (operator: ArithmeticOperator, a: Run, b: Run, joins: boolean, source: Source): Run => {
  const other = (x: unknown, y: unknown, row: object): unknown => {
    if (x === null || y === null) return null;
    const isText = typeof x === 'string' && typeof y === 'string';
    if (joins && isText) return x + y;
    const [m, n] = [asNumber(x), asNumber(y)];
    if (isExact(m) && isExact(n)) return ofExact(operator, m, n, source, row);
    if (operator === '+' && isText) return x + y;
    if (isNothing(x) || isNothing(y)) return null;
    const kinds = `${typeName(typeOfValue(x))} and ${typeName(typeOfValue(y))}`;
    const isOdd = joins ? typeof x !== 'string' : !isExact(m);
    return source.without(null, row, isOdd ? x : y, `${operator} does not take ${kinds}`);
  };
  return (row) => {
    const x = a(row);
    const y = b(row);
    return typeof x === 'number' && typeof y === 'number' ? ofDoubles(operator, x, y) : other(x, y, row);
  };
};

const resultOf = (operator: ArithmeticOperator, a: ExpressionType, b: ExpressionType): ExpressionType => {
  if (operator !== '+' || a === 'number' || b === 'number') return 'number';
  return a === 'string' || b === 'string' ? 'string' : 'any';
};

const refuseKinds = (operator: ArithmeticOperator, left: Compiled, right: Compiled, source: Source): void => {
  const takes = operator === '+' ? ['number', 'string', 'null', 'any'] : ['number', 'null', 'any'];
  for (const { type, source: operand } of [left, right])
    if (!takes.includes(type))
      operand.refuse(
        `${operator} does not take ${typeName(type)}.`,
        dashHint(source.text) ??
          (type === 'string' ? `write double(${operand.text}) for the number in it` : undefined),
      );
  const known = [left, right].filter(({ type }) => type === 'number' || type === 'string');
  if (known[0] === undefined || known[1] === undefined || known[0].type === known[1].type) return;
  const number = known[0].type === 'number' ? known[0] : known[1];
  source.refuse('+ does not join a number and a string.', `write string(${number.source.text})`);
};

/** `-x`; null of null. */
export const negated = (operand: Compiled, source: Source): Compiled => {
  if (operand.type !== 'number' && operand.type !== 'null' && operand.type !== 'any')
    operand.source.refuse(`- does not take ${typeName(operand.type)}.`);
  const { run } = operand;
  return folded(
    {
      type: 'number',
      source,
      run: (row) => {
        const value = asNumber(run(row));
        if (typeof value === 'number') return 0 - value;
        if (typeof value === 'bigint') return inRow(-value);
        if (value === null || isNothing(value)) return null;
        return source.without(null, row, value, `- does not take ${typeName(typeOfValue(value))}`);
      },
    },
    [operand],
  );
};
