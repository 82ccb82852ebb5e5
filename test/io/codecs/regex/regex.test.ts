import { expect, test } from 'vitest';
import { regex } from '../../../../src/io/codecs/regex/regex.js';
import { costGrowth } from '../../../support/cost-growth.js';
import { decodeAll } from '../decode-all.js';

const PATTERN = String.raw`^(?<host>\S+) \[(?<time>[^\]]+)\] (?<status>\d+)(?: (?<user>.+))?`;

test('groups are fields, text as it is written, null where they took no part', () => {
  const codec = regex(PATTERN);
  expect(
    decodeAll(codec, 'h [10/Oct/2000:13:55:36 -0700] 200\n007 [10/Oct/2000:13:55:36 -0700] 404 jörg b').rows,
  ).toEqual([
    { time: Date.UTC(2000, 9, 10, 20, 55, 36), host: 'h', status: '200', user: null },
    { time: Date.UTC(2000, 9, 10, 20, 55, 36), host: '007', status: '404', user: 'jörg b' },
  ]);
  expect(codec.fields).toEqual(['time', 'host', 'status', 'user']);
  expect(codec.open).toBeUndefined();
});

test('the time may be in another group, in a format of its own', () => {
  const codec = regex(String.raw`\[(?<when>[^\]]+)\]`, {
    time: { field: 'when', format: 'LLLL - dd, yyyy:HH:mm:ss' },
  });
  expect(decodeAll(codec, '1.2.3.4 - - [February - 10, 2012:16:42:07] "GET /"').rows).toEqual([
    { time: Date.UTC(2012, 1, 10, 16, 42, 7), when: 'February - 10, 2012:16:42:07' },
  ]);
});

test('a line that does not match is malformed, and one whose time cannot be read has no time', () => {
  expect(decodeAll(regex(PATTERN), 'nothing\nh [noon] 200').rejected).toMatchObject([
    { reason: 'malformed', offset: 0 },
    { reason: 'no-time', offset: 8, detail: expect.stringContaining('time') },
  ]);
});

test.each(['(', '(?<time>a)\\1', '(?=(?<time>a))', '(\\d+)', '(?<a>\\d+)', '(?<__proto__>a)(?<time>b)'])(
  'refuses %s',
  (pattern) => {
    expect(() => regex(pattern)).toThrow(expect.objectContaining({ code: 'bad-options' }));
  },
);

test('a line made to make a backtracking engine run for ever costs no more than its length', () => {
  const codec = regex('^(?<time>(?:x+x+)+)y');
  const task = (length: number) =>
    expect(decodeAll(codec, `${'x'.repeat(length)}\n`).rejected).toHaveLength(1);
  expect(costGrowth(task, 5000)).toBeLessThan(40);
});
