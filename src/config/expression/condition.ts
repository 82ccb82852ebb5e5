import type { RowTest } from '../../operators/measures/remembered-test.js';
import { type Expression, speaking } from './expression.js';
import { ExpressionError } from './expression-error.js';
import { typeName, typeOfValue } from './expression-type.js';
import { boolOf } from './texts.js';

const ADVICE = {
  number: ' != 0',
  string: ' != ""',
  list: ' != []',
  map: ' != {}',
} as const;

/**
 * An expression as a predicate: null counts as false. Throws an ExpressionError for an expression that can be neither
 * true nor false. A row on which it is neither is noted in the expression's `skips`, and counts as one on which it is false.
 */
export const condition = (expression: Expression): RowTest<object> => {
  const { type, text } = expression;
  if (type === 'number' || type === 'string' || type === 'list' || type === 'map')
    throw new ExpressionError(
      `A condition is true or false, and ${text} is ${typeName(type)}.`,
      0,
      text.length,
      `compare it: ${text}${ADVICE[type]}`,
    );
  if (type === 'null') throw new ExpressionError(`${text} is never true.`, 0, text.length);
  const { evaluate, skips, decidedBy } = expression;
  // It gives nothing but true and false, and speaks its text already.
  if (expression.isDefinite === true)
    return Object.assign(evaluate as (row: object) => boolean, decidedBy !== undefined && { decidedBy });
  if (type === 'bool') return speaking((row: object): boolean => evaluate(row) === true, text);
  return speaking((row: object): boolean => {
    const value = evaluate(row);
    if (value === true) return true;
    if (value === false || value === null) return false;
    const said = typeof value === 'string' ? boolOf(value) : null;
    if (said === null)
      skips.note(row, value, `${text}: this is ${typeName(typeOfValue(value))}, neither true nor false`);
    return said === true;
  }, text);
};
