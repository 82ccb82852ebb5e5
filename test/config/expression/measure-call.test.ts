import { describe, expect, test } from 'vitest';
import { ExpressionError } from '../../../src/config/expression/expression-error.js';
import { parseMeasureCall } from '../../../src/config/expression/measure-call.js';

describe('parseMeasureCall', () => {
  test.each([
    ['count()', 'count', []],
    [' rate ( ) ', 'rate', []],
    ['count(status >= 500)', 'count', [{ text: 'status >= 500' }]],
    ['count(action == "buy")', 'count', [{ text: 'action == "buy"' }]],
    ['sum((a + b) * 8)', 'sum', [{ text: '(a + b) * 8' }]],
    ['first(action)', 'first', [{ text: 'action', field: 'action' }]],
    ['first(`user-agent`)', 'first', [{ text: '`user-agent`', field: 'user-agent' }]],
    [
      'ratio(errors, hits)',
      'ratio',
      [
        { text: 'errors', field: 'errors' },
        { text: 'hits', field: 'hits' },
      ],
    ],
    [
      'percentile(duration, 99.9)',
      'percentile',
      [
        { text: 'duration', field: 'duration' },
        { text: '99.9', literal: 99.9 },
      ],
    ],
    [
      'top("a", -5, true, null)',
      'top',
      [{ literal: 'a' }, { literal: -5 }, { literal: true }, { literal: null }],
    ],
  ])('reads %s', (text, name, expected) => {
    const call = parseMeasureCall(text);
    expect(call.name).toBe(name);
    expect(text.slice(call.nameStart, call.nameEnd)).toBe(name);
    expect(call.arguments).toMatchObject(expected);
    expect(call.arguments).toHaveLength(expected.length);
    for (const argument of call.arguments) {
      expect(text.slice(argument.start, argument.end)).toBe(argument.text);
      for (const { name: field, start, end } of argument.expression.fields)
        expect(text.slice(start, end).replaceAll('`', '')).toBe(field);
    }
  });

  test('evaluates its arguments', () => {
    const [bits] = parseMeasureCall('sum(bytes * 8)').arguments;
    expect(bits?.expression.evaluate({ bytes: 2 })).toBe(16);
    expect(String(bits?.expression.evaluate)).toBe('bytes * 8');
  });

  test.each([
    ['count', 'count', 'write count()'],
    ['count(*)', '*', 'write count()'],
    ['p99.9(duration)', 'p99.9', 'write percentile(duration, 99.9)'],
    ['errors / hits', 'errors / hits', 'make each of them a measure, and write "ratio(a, b)"'],
    ['count(status = 500)', '=', 'write == to compare'],
    ['count(status == "500")', 'status == "500"', 'status is a number: write 500, not "500"'],
  ])('refuses %s at %s', (text, at, hint) => {
    try {
      parseMeasureCall(text, { types: { status: 'number' } });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      expect(text.slice(error.start, error.end)).toBe(at);
      expect(error.hint).toBe(hint);
    }
  });
});
