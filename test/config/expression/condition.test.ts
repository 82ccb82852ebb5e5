import { describe, expect, test } from 'vitest';
import { condition } from '../../../src/config/expression/condition.js';
import { compileExpression } from '../../../src/config/expression/expression.js';
import { ExpressionError } from '../../../src/config/expression/expression-error.js';
import { RowError } from '../../../src/config/expression/row-error.js';

const conditionOf = (text: string) => condition(compileExpression(text));

describe('a condition', () => {
  test('is true where the expression is, and false where it is false or null', () => {
    const flag = conditionOf('flag');
    expect([{ flag: true }, { flag: false }, { flag: null }, {}].map(flag)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test.each([{ flag: 1 }, { flag: '' }, { flag: 'true' }, { flag: [] }, { flag: {} }])(
    'fails on a row where it is neither: %j',
    (row) => {
      expect(() => conditionOf('flag')(row)).toThrow(RowError);
      expect(() => conditionOf('!flag')(row)).toThrow(RowError);
    },
  );

  test.each([
    ['status + 1', 'compare it: status + 1 != 0'],
    ['"a"', 'compare it: "a" != ""'],
    ['[1]', 'compare it: [1] != []'],
    ['{}', 'compare it: {} != {}'],
    ['null', undefined],
    ['1 / 0', undefined],
  ])('cannot be %s', (text, hint) => {
    try {
      conditionOf(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect(error).toMatchObject({ start: 0, end: text.length, hint });
    }
  });

  test('speaks as its text', () => {
    expect(String(conditionOf('a > 1'))).toBe('a > 1');
  });
});
