import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { largeAsTexts, mayHoldLarge } from '../../../../src/io/codecs/jsonl/large-digits.js';
import { decodeAll } from '../decode-all.js';

const T = 1_700_000_000_000;
const rowOf = (members: string) => decodeAll(jsonl(), `{"time":${T},${members}}\n`).rows[0];

test.each([
  ['"id":6150769120280496265', '6150769120280496265'],
  ['"id": -6150769120280496265 ', '-6150769120280496265'],
  ['"id":9007199254740993', '9007199254740993'],
  ['"id":9007199254740992', '9007199254740992'],
  ['"id":9007199254740991', 9_007_199_254_740_991],
  ['"id":1700000000000123', 1_700_000_000_000_123],
  ['"id":0.12345678901234567', Number('0.12345678901234567')],
  ['"id":12345678901234567.5', Number('12345678901234567.5')],
  ['"id":12345678901234567e2', Number('12345678901234567e2')],
  ['"id":"6150769120280496265"', '6150769120280496265'],
  [
    '"s":"6150769120280496265, \\"61507691202804962651\\":","id":61507691202804962652',
    '61507691202804962652',
  ],
])('%s has its digits', (members, id) => {
  expect(rowOf(members)).toMatchObject({ id });
});

test('in lists and deeper objects too', () => {
  expect(rowOf('"a":{"ids":[6150769120280496265,1]}')).toMatchObject({ a_ids: ['6150769120280496265', 1] });
});

test.each(['{"time":1,"id":06150769120280496265}', '{6150769120280496265:1}', '{"id":6150769120280496265'])(
  'what is no JSON does not become it: %s',
  (line) => {
    expect(decodeAll(jsonl(), `${line}\n`).rejected).toMatchObject([{ reason: 'malformed' }]);
  },
);

test('of any JSON all whole numbers past 2^53 are seen, and everything else stays as it is', () => {
  const number = fc.oneof(
    fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc.string().map((text) => JSON.stringify(text)),
    fc.bigInt({ min: 10n ** 15n, max: 10n ** 20n }).map((value) => JSON.stringify(`x ${value}`)),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 6 }), (texts) => {
      const json = `{"v":[${texts.join(',')}]}`;
      const bytes = Buffer.from(json);
      const expected = texts.map((text) =>
        /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)) ? text : JSON.parse(text),
      );
      const isLarge = texts.some((text) => /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)));
      if (isLarge) expect(mayHoldLarge(bytes, 0, bytes.length)).toBe(true);
      expect(JSON.parse(largeAsTexts(json)).v).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
