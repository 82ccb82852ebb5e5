import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../src/config/expression/expression.js';
import { runs } from '../../support/runs.js';

const resultOf = (text: string, row: object): unknown => {
  try {
    return compileExpression(text).evaluate(row);
  } catch (error) {
    return String(error).replace(/^[^:]*: /, '');
  }
};

const values = fc.constantFrom<unknown>(-1, 0, 1, 2.5, 3, '1', '', null, undefined, true, [1]);
const limits = fc.constantFrom('-1', '0', '1', '2.5', '"1"');
const bounds = fc
  .tuple(fc.constantFrom('x', 'y'), fc.constantFrom('<', '<=', '>', '>='), limits)
  .map((words) => words.join(' '));

describe('two bounds of a field', () => {
  test('mean together what they mean one after the other', () => {
    fc.assert(
      fc.property(bounds, bounds, values, values, (first, second, x, y) => {
        const row = { x, y };
        // A conditional is no junction: it asks for one bound after the other.
        expect(resultOf(`${first} && ${second}`, row)).toEqual(resultOf(`${first} ? ${second} : false`, row));
      }),
      { numRuns: runs(2000) },
    );
  });

  test.each(['status >= 400 && status < 500', 'status < 500 && status >= 400'])('%s', (text) => {
    const { evaluate } = compileExpression(text);
    expect([399, 400, 499.5, 500, null, undefined].map((status) => evaluate({ status }))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(() => evaluate({ status: 'ok' })).toThrow('cannot compare a string with a number');
  });
});
