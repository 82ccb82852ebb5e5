import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFailure } from '../../../../../src/io/actions/check/http/json/json-failure.js';
import { parseJsonCondition } from '../../../../../src/io/actions/check/http/json/parse-json-condition.js';

const why = (condition: string, body: unknown): string | undefined =>
  jsonFailure(parseJsonCondition(condition), body);

describe('WM-26', () => {
  const body = JSON.parse('{"queued":"12","ok":true,"n":null,"a":[]}');

  test.each([
    ['ok == true', undefined],
    ['n == null', undefined],
    ['$.n exists', undefined],
    ['a exists', undefined],
    ['queued == "12"', undefined],
    ['queued > 10', 'queued is "12" (text), not > 10 (number)'],
    ['queued == 12', 'queued is "12" (text), not == 12 (number)'],
    ['queued != 12', 'queued is "12" (text), not != 12 (number)'],
    ['queued != null', undefined],
    ['ok != true', 'ok is true, not != true'],
    ['missing.path == 1', 'missing.path not found'],
    ['missing.path != 1', 'missing.path not found'],
    ['n.path exists', 'n.path not found'],
    ['a[0] exists', 'a[0] not found'],
    ['a.length == 0', 'a.length not found'],
    ['toString exists', 'toString not found'],
    ['__proto__ exists', '__proto__ not found'],
  ])('%s', (condition, expected) => expect(why(condition, body)).toBe(expected));
});

test.each([
  ['$.a.b[0] == 1', ['a', 'b', 0], '==', 1],
  ['a.b[0]>=-1.5e2', ['a', 'b', 0], '>=', -150],
  ['$ == 1', [], '==', 1],
  ['$[1].x != false', [1, 'x'], '!=', false],
  [`$["a b"]['it\\'s "so"'] == 'x "y"'`, ['a b', `it's "so"`], '==', 'x "y"'],
  ['  größe-1.$ref == "a == b"  ', ['größe-1', '$ref'], '==', 'a == b'],
  ['$ref == null', ['$ref'], '==', null],
  ['exists exists', ['exists'], 'exists', undefined],
])('%s is read', (text, path, op, value) => {
  expect(parseJsonCondition(text)).toEqual({ text: text.trim(), path, op, value });
});

test.each([
  ['$.a', 'it says nothing of $.a; write $.a exists'],
  ['', 'it does not begin with a path'],
  ['== 1', 'it does not begin with a path'],
  ['$.a = 1', 'write == instead of =.'],
  ['$.a === 1', 'write == instead of ===.'],
  ['$.a ==', 'there is no value after'],
  ['$.a == ok', 'ok is no number, true, false or null; a text is in quotes: "ok"'],
  ['$.a == "ok', 'a text is in quotes: "ok"'],
  ['$.a > "2"', 'only numbers can be > something'],
  ['$.a > true', 'only numbers can be > something'],
  ['$.a == 9007199254740993', 'too large to be compared exactly'],
  ['$.a == 1e999', 'too large to be compared exactly'],
  ['$.a..b == 1', 'a name is missing after "$.a."'],
  ['$.a contains "x"', '"contains "x"" is neither exists nor one of =='],
  ['$.a[-1] == 1', 'is neither exists nor'],
])('%s is refused, with what to write', (text, message) => {
  expect(() => parseJsonCondition(text)).toThrow(
    expect.objectContaining({ code: 'bad-options', message: expect.stringContaining(message) }),
  );
});

test('law: what is at a path is equal to itself and to nothing else, whatever its names are', () => {
  const step = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(5));
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), value, value, (path, there, other) => {
      const body = path.reduceRight<unknown>(
        (inner, step) => (typeof step === 'number' ? Array(step + 1).fill(inner) : { [step]: inner }),
        there,
      );
      fc.pre(!path.includes('__proto__'));
      const text = `$${path.map((step) => `[${JSON.stringify(step)}]`).join('')}`;
      expect(why(`${text} == ${JSON.stringify(there)}`, body)).toBeUndefined();
      expect(why(`${text} exists`, body)).toBeUndefined();
      if (other !== there) expect(why(`${text} == ${JSON.stringify(other)}`, body)).toMatch(/ is .*not ==/s);
    }),
  );
});

test('law: no text makes it throw anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'$.a["]\'\\ 01=!<>-e') }), (text) => {
      try {
        parseJsonCondition(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-options' });
      }
    }),
  );
});
