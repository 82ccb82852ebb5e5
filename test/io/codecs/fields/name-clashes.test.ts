import { expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { decodeAll } from '../decode-all.js';

const T = 1_700_000_000_000;

test.each([
  [`{"time":${T},"userId":1,"user_id":2}`, 'user_id', 2],
  [`{"time":${T},"user":{"id":"a"},"user_id":"b"}`, 'user_id', 'b'],
  [`{"time":${T},"a-b":1}\n{"time":${T},"a b":2,"a-b":3}`, 'a_b', 3],
])('two keys of a line that become one field are said once: %s', (lines, field, last) => {
  const said: string[] = [];
  const { rows } = decodeAll(jsonl({ onWarning: (message) => said.push(message) }), `${lines}\n${lines}\n`);
  expect(rows.at(-1)?.[field]).toBe(last);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`A line has the field ${field} twice`);
});

test('nothing is said of keys that become one field in different lines, or hold the same value', () => {
  const said: string[] = [];
  const codec = jsonl({ onWarning: (message) => said.push(message) });
  decodeAll(
    codec,
    `{"time":${T},"userId":1}\n{"time":${T},"user_id":2}\n{"time":${T},"userId":3,"user_id":3}\n`,
  );
  expect(said).toEqual([]);
});

test('logfmt and auto say it too', () => {
  const said: string[] = [];
  const onWarning = (message: string) => void said.push(message);
  decodeAll(logfmt({ onWarning }), 't=1700000000 userId=1 user_id=2\n');
  decodeAll(auto({ onWarning }), `{"time":${T},"userId":1,"user_id":2}\n`);
  expect(said).toHaveLength(2);
});
