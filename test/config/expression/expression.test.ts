import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../src/config/expression/expression.js';
import { ExpressionError } from '../../../src/config/expression/expression-error.js';
import type { ExpressionType } from '../../../src/config/expression/expression-type.js';
import { COUNTED, DOCUMENTED_ADVICE, DOCUMENTED_ROW, DOCUMENTED_VALUES } from './documented.js';

const TYPES: Readonly<Record<string, ExpressionType>> = {
  status: 'number',
  duration: 'number',
  method: 'string',
  path: 'string',
  cached: 'bool',
  tags: 'list',
  user: 'map',
};

const evaluated = (text: string, row: object = {}): unknown => compileExpression(text).evaluate(row);

const errorOf = (text: string, types = TYPES): ExpressionError => {
  try {
    compileExpression(text, { types });
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted.`);
};

describe('an expression', () => {
  test('has many documented examples', () => {
    expect(DOCUMENTED_VALUES.length).toBeGreaterThan(90);
    expect(DOCUMENTED_ADVICE.length).toBeGreaterThan(15);
  });

  test.each(DOCUMENTED_VALUES)('%s gives %s, as documented', (text, value) => {
    const isCounted = value.endsWith(COUNTED);
    const json = isCounted ? value.slice(0, -COUNTED.length) : value;
    const { evaluate, skips } = compileExpression(text);
    expect(evaluate(DOCUMENTED_ROW)).toEqual(JSON.parse(json));
    expect(skips.count).toBe(isCounted ? 1 : 0);
  });

  test.each(DOCUMENTED_ADVICE)('%s is refused and %s is not, as documented', (wrong, right) => {
    const { hint } = errorOf(wrong);
    expect(hint).toMatch(/write|did you mean/);
    expect(() => compileExpression(right, { types: TYPES })).not.toThrow();
  });

  test('reads fields by any name, in brackets of a macro too, and knows where', () => {
    const text = 'namespace.x == type && list.exists(x, x > int) || has(`a-b`) || in_ == string(string)';
    const { fields } = compileExpression(text);
    expect(fields.map(({ name }) => name)).toEqual([
      'namespace',
      'type',
      'list',
      'int',
      'a-b',
      'in_',
      'string',
    ]);
    for (const { name, start, end } of fields)
      expect(text.slice(start, end)).toBe(name === 'a-b' ? '`a-b`' : name);
  });

  test.each([
    ['status', 'number'],
    ['nothing', 'any'],
    ['status > 1', 'bool'],
    ['method + path', 'string'],
    ['size(method)', 'number'],
    ['cached ? 1 : null', 'number'],
    ['cached ? 1 : "a"', 'any'],
    ['1 / 0', 'null'],
    ['tags.map(t, t)', 'list'],
    ['{"a": 1}', 'map'],
  ])('%s is of the kind %s', (text, type) => {
    expect(compileExpression(text, { types: TYPES }).type).toBe(type);
  });

  test('reads what a row inherits from its class, and nothing that every object has', () => {
    class Timed {
      get time() {
        return 5;
      }
    }
    expect(evaluated('time', new Timed())).toBe(5);
    for (const name of ['toString', 'constructor', 'hasOwnProperty', '__proto__', 'evaluated'])
      expect(evaluated(name, new Timed())).toBe(null);
    expect(evaluated('toString', { toString: 1 })).toBe(1);
    expect(evaluated('__proto__.x', JSON.parse('{"__proto__":{"x":1}}'))).toBe(1);
    expect(evaluated('{"__proto__": 5}["constructor"]')).toBe(null);
  });

  test('says of a row that it cannot be read on which part that was, and why; once', () => {
    const { evaluate, skips } = compileExpression('a == 1 || (b + 1) * 2 < c || b * c > 1');
    const row = { time: 5, b: 1, c: 'x' };
    expect(evaluate(row)).toBe(false);
    expect(skips).toMatchObject({
      count: 1,
      example: { text: '"x"', why: '(b + 1) * 2 < c: < cannot compare a number with a string', time: 5 },
    });
  });

  test.each<[string, object, unknown]>([
    ['a > 1', { a: '3.001 : 0.002' }, true],
    ['a > 1', { a: '-, 0.5' }, false],
    ['a >= 1000', { a: '1.2s' }, true],
    ['a == 1024', { a: '1,024' }, true],
    ['a != 500', { a: '500' }, false],
    ['500 == a', { a: '500' }, true],
    ['a == "500"', { a: 500 }, true],
    ['a in [500, 502]', { a: '502' }, true],
    ['a in ["500"]', { a: 500 }, true],
    ['a == b', { a: '1.10', b: '1.1' }, false],
    ['a == b', { a: '1.10', b: 1.1 }, true],
    ['a < b', { a: '9', b: '10' }, true],
    ['a < b', { a: '2024-01-02', b: '2024-01-10' }, true],
    ['a + b', { a: '12.50', b: '3.00' }, 15.5],
    ['a + b', { a: '12.50', b: 3 }, 15.5],
    ['a + "/"', { a: '12' }, '12/'],
    ['a + b', { a: 'x', b: '3' }, 'x3'],
    ['a - b', { a: '5', b: '3' }, 2],
    ['-a', { a: '5' }, -5],
    ['abs(a)', { a: '-5' }, 5],
    ['max(a, b)', { a: '9', b: '10' }, 10],
    ['a == true', { a: 'true' }, true],
    ['a > 1', { a: '-' }, false],
    ['a + 1', { a: '' }, null],
  ])('%s of %j is %j: a text is a number where one is wanted', (text, row, value) => {
    const { evaluate, skips } = compileExpression(text);
    expect(evaluate(row)).toBe(value);
    expect(skips.count).toBe(0);
  });

  test('does not look at what is right of the side that decides', () => {
    expect(evaluated('a || b < "x"', { a: true, b: 1 })).toBe(true);
    expect(evaluated('a && b < "x"', { a: false, b: 1 })).toBe(false);
    expect(evaluated('a || a || a || b', { b: true })).toBe(true);
    expect(evaluated('a && b && c && d', { a: true, b: true, c: true, d: true })).toBe(true);
    expect(evaluated('b < "x" || true', { b: 1 })).toBe(true);
  });

  test('counts characters, not halves of them', () => {
    expect(evaluated('size(a)', { a: 'a😀b' })).toBe(3);
    expect(evaluated('a.substring(1, 2)', { a: 'a😀b' })).toBe('😀');
    expect(evaluated('a.substring(-5, 99)', { a: 'ab' })).toBe('ab');
    expect(evaluated('a.substring(2, 1)', { a: 'abc' })).toBe('');
  });

  test('replaces literally, and makes no text of hostile length', () => {
    expect(evaluated('a.replace("b", "$&$1")', { a: 'abc' })).toBe('a$&$1c');
    for (const text of ['a.replace("x", a)', 'a.replace("", a)']) {
      const { evaluate, skips } = compileExpression(text);
      expect(evaluate({ a: 'x'.repeat(1_000_000) })).toBe(null);
      expect(skips.count).toBe(1);
    }
  });

  test('compares nested values only so deep', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(evaluated('a == b', { a: nested(50), b: nested(50) })).toBe(true);
    expect(evaluated('a == b', { a: nested(5000), b: nested(5000) })).toBe(false);
  });

  test('matches with a pattern of the row, and not with one that is none', () => {
    const { evaluate, skips } = compileExpression('path.matches(pattern)');
    expect(evaluate({ path: '/a', pattern: '^/' })).toBe(true);
    expect(evaluate({ path: '/a', pattern: 'b' })).toBe(false);
    expect(evaluate({ path: '/a' })).toBe(false);
    expect(evaluate({ path: '/a', pattern: '(' })).toBe(false);
    expect(evaluate({ path: '/a', pattern: 'a'.repeat(3000) })).toBe(false);
    expect(skips.count).toBe(2);
  });

  test.each([
    ['"namespace `a` =" + namespace', 'namespace `a` =x'],
    ["'' + '''a'b\n''' + \"\"\"\"\"\" + namespace", "a'b\nx"],
    ['r"\\d" + "\\\\" + namespace', '\\d\\x'],
    ['namespace // and `this` = "that\n + namespace', 'xx'],
    ['`namespace` + package.in + package.`a"b`', 'xyz'],
  ])('takes no text and no comment for a name: %s', (text, value) => {
    expect(evaluated(text, { namespace: 'x', package: { in: 'y', 'a"b': 'z' } })).toBe(value);
  });

  test('leaves nothing behind in the variables of a macro, and lets an inner one hide an outer', () => {
    const { evaluate } = compileExpression('a.map(x, b.exists(x, x == 2) ? x : 0)');
    expect(evaluate({ a: [1, 5], b: [2] })).toEqual([1, 5]);
    expect(evaluate({ a: [1, 5], b: [] })).toEqual([0, 0]);
    expect(evaluated('a.exists(x, x > 1) && x == 7', { a: [2], x: 7 })).toBe(true);
  });

  test('speaks as its text, so that states that depend on it can be told apart', () => {
    expect(String(compileExpression('a > 1').evaluate)).toBe('a > 1');
    expect(String(compileExpression('a > 2').evaluate)).toBe('a > 2');
  });

  test.each([
    ['', '', 'The expression is empty.'],
    ['status >=', '', 'The expression stops short: a value is missing at the end.'],
    ['(status > 1', '', ') is missing at the end.'],
    ['status > 1)', ')', ') is not expected here.'],
    ['status == 500 method', 'method', 'method is not expected here.'],
    ['"abc', '"abc', 'This text has no end.'],
    ['a ? b', '', ': is missing at the end.'],
    ['9007199254740993 / 2', '9007199254740993 / 2', 'Nothing exact'],
    ['b"x" == method', 'b"x"', 'There are no bytes here.'],
    ['path.matches("a(b")', '"a(b"', 'The pattern cannot be read: missing closing )'],
    ['path.matches("(?!a)")', '"(?!a)"', 'there is no looking ahead or behind'],
    ['has(1)', 'has(1)', 'has takes a field'],
    ['foo(status)', 'foo', 'There is no function foo.'],
    ['(path ) // a comment with . in it\n . foo()', 'foo', 'There is no function foo.'],
    ['(path ) . foo()', 'foo', 'There is no function foo.'],
    ['path.trim(1)', 'path.trim(1)', 'trim is written x.trim().'],
    ['path.substring()', 'path.substring()', 'substring is written x.substring(y, [z]).'],
    ['tags.exists(1, true)', '1', 'exists names its element first'],
    ['status.x', 'status.x', 'status is a number and has no fields.'],
    ['tags["a"]', '"a"', 'A list is indexed by a number.'],
    ['{1: 2}', '1', 'The keys of a map are strings.'],
    ['"a" + 1', '"a" + 1', '+ does not join a number and a string.'],
    ['-path', 'path', '- does not take a string.'],
    ['status < null', 'null', '< compares numbers or strings, not null.'],
  ])('%s is refused at %j: %s', (text, at, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(text.slice(error.start, error.end)).toBe(at);
  });

  test.each([
    ['status == "500"', 'status is a number: write 500, not "500"'],
    ['method == 500', 'method is a string: write "500", not 500'],
    ['status < "500"', 'status is a number: write 500, not "500"'],
    ['cached == "true"', 'cached is a boolean: write true, not "true"'],
    ['status && cached', 'write status != 0'],
    ['!path', 'write path != ""'],
    ['status == 500 || 502', 'write || status == 502'],
    ['200 <= status < 300', 'write 200 <= status && status < 300'],
    ['status.matches("5..")', 'write string(status).matches("…")'],
    ['"a" in path', 'write path.contains("a")'],
    ['path.length > 5', 'write size(path)'],
    ['contains(path, "a")', 'write x.contains(…)'],
    ['path.abs()', 'write abs(x)'],
    ['math.abs(status)', 'write abs(x)'],
    ['path.lowerAsci()', 'did you mean lowerAscii?'],
    ['count() > 5', 'write size(x); count(…) is a measure'],
    ['sum(size) > 5', 'sum is a measure; it belongs in measure:'],
    ['path.matches("\\d")', 'put r before the quote: r"\\d+", or write \\\\d'],
    ['status & 1', 'write && for "and"'],
    ['path ~ "a"', 'write path.matches("^/api")'],
    ['path.matches(/a/)', 'write path.matches("^/api")'],
    ['path LIKE "%a%"', 'write path.contains("a")'],
    ['path like "%a"', 'write path.endsWith("a")'],
    ['rate > 5%', 'write 0.05'],
    ['duration > 1.5s', 'write 1500, in milliseconds'],
    ['size > 10MB', 'write 10000000, in bytes'],
    ['size > 5u', 'write 5'],
    ['{status} > 5', 'write status'],
    ['@timestamp > 5', 'write `@timestamp`, in backticks'],
    ['größe > 5', 'write `größe`, in backticks'],
    ['cached == TRUE', 'write true, or `TRUE` in backticks for a field of this name'],
    ['x == None', 'write null, or `None` in backticks for a field of this name'],
    ['a ?? b', 'write has(x) ? x : 0'],
    ['user?.name', 'write a dot alone; what is missing is null'],
    ['user.?name', 'write a dot alone; what is missing is null'],
    ['method == “GET”', 'write "'],
    ['status between 1 and 2', 'write status >= 1 && status <= …'],
    ['x is 5', 'write x == null, or has(x) for the contrary'],
    ['user-agent.contains("x")', 'write `user-agent`, in backticks, for a field of this name'],
  ])('%s is refused with the hint %j', (text, hint) => {
    expect(errorOf(text).hint).toBe(hint);
  });

  test.each([
    'and == 1 && or == 2',
    'not > 1',
    'like.contains("x")',
    'x == is',
    'None_ == 1',
    'TRUE.x == `None`',
    '7%2 == 1',
    '7 %(2) == 1',
  ])('%s is not taken for another language', (text) => {
    expect(() => compileExpression(text, { types: { TRUE: 'map' } })).not.toThrow();
  });

  test('refuses what is too long or nested too deeply', () => {
    expect(errorOf('!'.repeat(9000).concat('a')).message).toContain('nested too deeply');
    expect(errorOf(`${'('.repeat(500)}a${')'.repeat(500)}`).message).toContain('nested too deeply');
    expect(errorOf(' '.repeat(10_001)).message).toContain('at most 10000 characters');
    const long = Array.from({ length: 1000 }, (_, i) => `a == ${i}`).join('||');
    expect(evaluated(long, { a: 999 })).toBe(true);
  });
});
