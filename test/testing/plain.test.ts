import { expect, it } from 'vitest';
import { plain } from '../../src/testing/plain.js';

it.each<[string, unknown, string]>([
  ['in order of their names', { b: 1, a: [2, null, true] }, '{"a":[2,null,true],"b":1}'],
  [
    'where JSON knows none',
    { a: NaN, b: -Infinity, c: 5n, d: undefined },
    '{"a":"NaN","b":"-Infinity","c":"5n","d":"undefined"}',
  ],
  ['without a sign of nothing', [-0, 0], '[0,0]'],
  ['inside of each other', { x: { z: '"', y: {} } }, '{"x":{"y":{},"z":"\\""}}'],
  ['as they say of themselves', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
])('writes values %s', (_, value, text) => expect(plain(value)).toBe(text));

it('writes the time that a row has from its kind', () => {
  class Row {
    readonly n = 1;
    get time(): number {
      return 7;
    }
  }
  expect(plain(new Row())).toBe('{"n":1,"time":7}');
});
