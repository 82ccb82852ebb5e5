import { describe, expect, test } from 'vitest';
import { condition } from '../../../src/config/expression/condition.js';
import { compileExpression } from '../../../src/config/expression/expression.js';
import { ExpressionError } from '../../../src/config/expression/expression-error.js';

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

  test.each([{ flag: 1 }, { flag: 'yes' }, { flag: [] }, { flag: {} }])(
    'is false on a row where it is neither, which is counted: %j',
    (row) => {
      for (const text of ['flag', 'flag && true', 'false || flag']) {
        const expression = compileExpression(text);
        expect(condition(expression)(row)).toBe(false);
        expect(expression.skips.count).toBe(1);
      }
      // As of null, what is not so is true.
      expect(conditionOf('!flag')(row)).toBe(true);
    },
  );

  test('is what a text says, true or false', () => {
    expect(['true', 'TRUE', 'false', 'False'].map((flag) => conditionOf('flag')({ flag }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

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

describe('a condition that one field decides', () => {
  const statuses = [0, -0, 99, 100, 200.5, 404, 499, 500, 600, 1e300, -1];

  test.each([
    'status >= 400 && status < 600',
    'status < 400',
    'status == 404',
    'status != "404"',
    'status == null || status < 100 || status >= 600',
    '!(status >= 500)',
    'status >= "400"',
    '!(status == 404 || status == 499) && status > 100',
  ])('%s: says of a number the same on every row, and passes nothing over', (text) => {
    const expression = compileExpression(text);
    const test = condition(expression);
    expect(test.decidedBy ?? 'nothing').toBe(text.includes('>= "') ? 'nothing' : 'status');
    for (const status of statuses)
      expect(test({ status, path: '/', flag: 'maybe' })).toBe(compileExpression(text).evaluate({ status }));
    expect(expression.skips.count).toBe(0);
  });

  test.each([
    'status >= 400 && size > 0',
    'status >= 400 && flag',
    'status == size',
    'status > size',
    'flag',
    'path.startsWith("/api")',
    'status + 1 > 400',
    'has(status)',
  ])('is no other: %s', (text) => {
    expect(conditionOf(text).decidedBy).toBeUndefined();
  });
});
