import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { condition } from '../../../src/config/expression/condition.js';
import { compileExpression } from '../../../src/config/expression/expression.js';
import { ExpressionError } from '../../../src/config/expression/expression-error.js';
import { parseMeasureCall } from '../../../src/config/expression/measure-call.js';
import { searchFor } from '../../../src/config/expression/pattern.js';
import { tokensOf } from '../../../src/config/expression/tokens.js';
import { costGrowth } from '../../support/cost-growth.js';
import { runs } from '../../support/runs.js';

/** Texts of the part of CEL that means the same here: doubles, strings, booleans; no null, no division by zero. */
const common = fc.letrec<{ num: string; str: string; bool: string }>((tie) => {
  const [num, str, bool] = [tie('num'), tie('str'), tie('bool')];
  const joined = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((texts) => texts.join(''));
  return {
    num: fc.oneof(
      { depthSize: 'small' },
      fc.integer({ min: 0, max: 20 }).map((n) => `${n}.0`),
      fc.constantFrom('0.5', 'a', 'b', 'm.n', 'm["n"]', 'l[0]', 'l[1]'),
      joined('(', num, fc.constantFrom(' + ', ' - ', ' * '), num, ')'),
      joined('(', num, ' / ', fc.constantFrom('2.0', '0.25', '3.0'), ')'),
      joined('-', num).map((text) => `(${text})`),
      joined('double(size(', str, '))'),
      joined('(', bool, ' ? ', num, ' : ', num, ')'),
    ),
    str: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('"x"', "'xy'", '""', 's', 't', 'm.s', 'r"a\\b"', '"\\u00e4"'),
      joined('(', str, ' + ', str, ')'),
      joined('(', bool, ' ? ', str, ' : ', str, ')'),
    ),
    bool: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('true', 'false', 'p', 'q', 'has(m.n)', 'has(m.nothing)'),
      joined('(', num, fc.constantFrom(' < ', ' <= ', ' > ', ' >= ', ' == ', ' != '), num, ')'),
      joined('(', str, fc.constantFrom(' < ', ' <= ', ' > ', ' >= ', ' == ', ' != '), str, ')'),
      joined('(', bool, fc.constantFrom(' && ', ' || ', ' == ', ' != '), bool, ')'),
      joined(bool, fc.constantFrom(' && ', ' || '), bool, fc.constantFrom(' && ', ' || '), bool).map(
        (text) => `(${text})`,
      ),
      joined('!', bool),
      joined('(', num, ' in [', num, ', 1.0, ', num, '])'),
      joined('(', num, ' in l)'),
      joined('(', str, ' in m)'),
      joined(str, '.', fc.constantFrom('contains', 'startsWith', 'endsWith'), '(', str, ')'),
      joined(str, '.matches("', fc.constantFrom('x', '^x', 'y$', 'x*y', '[x-z]+'), '")'),
      joined('l.', fc.constantFrom('exists', 'all'), '(e, e ', fc.constantFrom('<', '=='), ' ', num, ')'),
      joined('(l.filter(e, e > ', num, ') == l.map(e, e * ', num, '))'),
    ),
  };
});

const rows = fc.record({
  a: fc.integer({ min: -20, max: 20 }),
  b: fc.constantFrom(0, 0.5, -1.25, 7),
  s: fc.constantFrom('', 'x', 'xy', 'ä'),
  t: fc.constantFrom('y', 'yx', 'zz'),
  p: fc.boolean(),
  q: fc.boolean(),
  m: fc.record({ n: fc.integer({ min: 0, max: 5 }), s: fc.constantFrom('x', 'n') }),
  l: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0.5, 1)),
});

const LIBRARY = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** Pieces that make texts which are nearly expressions. */
const PIECES = [
  ...[
    'status',
    'a',
    'and',
    'not',
    'is',
    'like',
    'in',
    'null',
    'true',
    'TRUE',
    'has',
    'size',
    'matches',
    'exists',
    'map',
    '__proto__',
    'namespace',
  ],
  ...[
    '500',
    '0x1F',
    '1.5',
    '9999999999999999999',
    '5u',
    '1e5',
    '1e',
    '10ms',
    '"x"',
    "'",
    '"',
    '"""',
    'r"\\d"',
    '"\\q"',
    'b"x"',
    '`a-b`',
    '`',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '.',
    ',',
    ':',
    '?',
    '=',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '&&',
    '||',
    '&',
    '|',
    '!',
    '-',
    '+',
    '*',
    '/',
    '//',
    '%',
    '^',
    '~',
    '$',
    '${',
    '@',
    '#',
    ';',
    '\\',
    '\n',
    ' ',
    '😀',
    '\ud800',
    'ä',
  ],
  ...[
    '.matches("(")',
    '.exists(x, x)',
    '.size()',
    '.trim()',
    'has(a)',
    ' == 1',
    ' && b',
    '(a)',
    'a.map(x, y, z)',
    'cel.bind(x, 1, x)',
  ],
];

const nearly = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);

describe('expressions', () => {
  test('mean what the library means by them, where both mean the same', () => {
    fc.assert(
      fc.property(fc.oneof(common.bool, common.num, common.str), rows, (text, row) => {
        const theirs: unknown = LIBRARY.evaluate(text, row);
        expect(compileExpression(text).evaluate(row)).toEqual(theirs === 0 ? expect.closeTo(0) : theirs);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('compare alike in every shape: fields, literals and computed values', () => {
    const values = ['-1', '0', '1', '2.5', 'null', '""', '"a"', '"b"'].map((text) => [
      text,
      JSON.parse(text),
    ]);
    const shapes = [
      'x OP y',
      'x OP (LITERAL)',
      '(x) OP m.y',
      '(true ? x : y) OP LITERAL',
      '[x][0] OP [y][0]',
    ];
    const orders = ['<', '<=', '>', '>=', '==', '!='];
    for (const [, x] of values)
      for (const [literal, y] of values)
        for (const shape of shapes)
          for (const order of orders) {
            const isEquality = order === '==' || order === '!=';
            if (literal === 'null' && !isEquality && shape.includes('LITERAL')) continue;
            const { evaluate } = compileExpression(shape.replace('OP', order).replace('LITERAL', literal));
            const row = { x: shape.startsWith('LITERAL') ? y : x, y, m: { y } };
            if (isEquality) expect(evaluate(row)).toBe((order === '==') === (x === y));
            else if (x === null || y === null) expect(evaluate(row)).toBe(false);
            else if (typeof x !== typeof y) expect(evaluate(row)).toBe(false);
            else expect(evaluate(row)).toBe({ '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[order]);
          }
  });

  test('find with a pattern what a backtracking engine finds', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'ab',
      'a*',
      'b?',
      'a+',
      'b{2}',
      '.',
      '[ab]',
      '(a|b)',
      '|',
      '(?:ab)*',
      '$',
      '\\.',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('', '^'),
        fc.array(piece, { maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '.', '😀'), maxLength: 6 }),
        (anchor, pieces, text) => {
          const pattern = anchor + pieces.join('');
          expect(searchFor(pattern)(text)).toBe(new RegExp(pattern, 'u').test(text));
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  test('mean the same with the kinds of their fields known', () => {
    const types = {
      a: 'number',
      b: 'number',
      s: 'string',
      t: 'string',
      p: 'bool',
      q: 'bool',
      m: 'map',
      l: 'list',
    } as const;
    fc.assert(
      fc.property(fc.oneof(common.bool, common.num, common.str), rows, (text, row) => {
        expect(compileExpression(text, { types }).evaluate(row)).toEqual(
          compileExpression(text).evaluate(row),
        );
      }),
      { numRuns: runs(200) },
    );
  });

  test('throw nothing but an ExpressionError when they are compiled, inside of the text', () => {
    fc.assert(
      fc.property(nearly, (text) => {
        for (const compile of [compileExpression, parseMeasureCall])
          try {
            compile(text);
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error;
            expect(error.start).toBeGreaterThanOrEqual(0);
            expect(error.end).toBeGreaterThanOrEqual(error.start);
            expect(error.end).toBeLessThanOrEqual(text.length);
          }
      }),
      { numRuns: runs(2000) },
    );
  });

  test('throw nothing on any row, and are never undefined', () => {
    fc.assert(
      fc.property(
        fc.oneof(common.bool, common.num, common.str),
        fc.record(Object.fromEntries([...'abstpqml'].map((name) => [name, fc.jsonValue({ maxDepth: 2 })])), {
          requiredKeys: [],
        }),
        (text, row) => {
          expect(compileExpression(text).evaluate(row)).not.toBe(undefined);
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  test('leave row and prototypes as they are', () => {
    const before = Reflect.ownKeys(Object.prototype).length;
    const row = Object.freeze(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}}}'));
    for (const text of [
      '__proto__',
      '__proto__.polluted',
      'constructor.prototype.x',
      '{"__proto__": {"polluted": true}}',
      '`__proto__`["polluted"]',
      'constructor.map(__proto__, __proto__)',
    ])
      compileExpression(text).evaluate(row);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
    expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before);
  });

  test('reading a row never reaches what it did not bring', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Reflect.ownKeys(Object.prototype).map(String)), (name) => {
        expect(compileExpression(name).evaluate({})).toBe(null);
        expect(compileExpression(`a.${name}`).evaluate({ a: {} })).toBe(null);
        expect(compileExpression(`a["${name}"]`).evaluate({ a: {} })).toBe(null);
        expect(compileExpression(`"${name}" in a`).evaluate({ a: {} })).toBe(false);
        expect(compileExpression(name, { types: {} }).type).toBe('any');
      }),
    );
  });

  test.each(['(a+)+$', '(a|aa)+$', '(.*)*b', '^(([a-z])+.)+[A-Z]$', 'a{0,500}a{0,500}b', '[ab]*a[ab]{15}c'])(
    'match %s against a hostile text in linear time',
    (pattern) => {
      const matches = condition(compileExpression(`a.matches("${pattern}")`));
      const task = (length: number) => expect(matches({ a: `${'a'.repeat(length)}!` })).toBe(false);
      expect(costGrowth(task, 20_000)).toBeLessThan(40);
    },
  );

  test('are cut into tokens that cover all but blanks and comments', () => {
    fc.assert(
      fc.property(nearly, (text) => {
        let at = 0;
        for (const { start, end, text: token } of tokensOf(text)) {
          expect(text.slice(at, start)).toMatch(/^(?:[ \t\r\n]|\/\/[^\n]*)*$/);
          expect(token).toBe(text.slice(start, end));
          expect(end).toBeGreaterThan(start);
          at = end;
        }
      }),
    );
  });
});
