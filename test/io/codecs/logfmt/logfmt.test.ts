import { expect, test } from 'vitest';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { decodeAll } from '../decode-all.js';

const T = Date.UTC(2026, 0, 2, 3, 4, 5);

test('values are text as it is written, quoted or bare; true and false are booleans', () => {
  const line = String.raw`ts=2026-01-02T03:04:05Z level=info msg="all \"is\"\twell caf\u00e9" took=12ms n=-3.5e2 id=007 ok=true bad=false q="12" yes="true" empty= none="" cached fooBar=1`;
  expect(decodeAll(logfmt(), line).rows).toEqual([
    {
      time: T,
      ts: '2026-01-02T03:04:05Z',
      level: 'info',
      msg: 'all "is"\twell café',
      took: '12ms',
      n: '-3.5e2',
      id: '007',
      ok: true,
      bad: false,
      q: '12',
      yes: true,
      empty: null,
      none: '',
      cached: true,
      foo_bar: '1',
    },
  ]);
});

test('only the fields that are asked for are built, and of two alike the later wins', () => {
  expect(decodeAll(logfmt(), 'a=1 t=1700000000 b=2 a=3', ['a']).rows).toEqual([{ time: 1.7e12, a: '3' }]);
});

test('the time is in the field that is named, or the first usual one that holds one', () => {
  expect(decodeAll(logfmt(), 'timestamp=1700000000 time=noon').rows).toMatchObject([{ time: 1.7e12 }]);
  expect(decodeAll(logfmt({ time: { field: 'At' } }), 'time=1 at="2026-01-02 03:04:05"').rows).toMatchObject([
    { time: T },
  ]);
  expect(decodeAll(logfmt(), 'level=info msg=x').rejected).toMatchObject([{ reason: 'no-time' }]);
});

test.each([
  'hello world',
  '"quoted" t=1700000000',
  't=1700000000 msg="open',
  't=1700000000 a="b"c',
  '=x',
  't=1700000000 msg="a\\"',
])('malformed: %s', (line) => {
  expect(decodeAll(logfmt(), line).rejected).toMatchObject([{ reason: 'malformed' }]);
});

test('a key named __proto__ pollutes nothing', () => {
  expect(decodeAll(logfmt(), 't=1700000000 __proto__=1').rows).toEqual([
    { time: 1.7e12, t: '1700000000', proto: '1' },
  ]);
});
