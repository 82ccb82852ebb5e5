import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import type { UnwrapOptions } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { decodeAll } from '../decode-all.js';
import { decodedInPieces } from '../unwrap/wrapped-line-cases.js';

const TRACE = [
  '2024-05-01 12:00:01,500 ERROR shop it broke',
  'java.lang.IllegalStateException: no',
  '  at a.b.C(C.java:1)',
  'Caused by: java.io.IOException',
];
const DONE = '2024-05-01 12:00:02,500 INFO shop it went on';
const JSON_RECORD = ['{', '  "time": "2024-05-01T12:00:01Z",', '  "level": "warn"', '}'];
const SLOW = ['2024-05-01 12:00:01.500 UTC [7] jo@shop ERROR:  canceling', '\tof several lines'];
const docker = (line: string): string =>
  JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2024-05-01T12:00:09Z' });
const pod = (name: string) => (line: string) => `[pod/${name}/app] ${line}`;
const mixed = (a: readonly string[], b: readonly string[]): string[] =>
  a.flatMap((line, i) => [line, b[i] ?? '']);

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const DATED = { start: '^\\d{4}-' };

interface Case {
  readonly name: string;
  readonly input: string;
  readonly around: UnwrapOptions;
  readonly formats: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rejected?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'stack traces',
    input: text(...TRACE, DONE, ...TRACE),
    around: { multiline: DATED },
    formats: ['lines'],
    rows: [{ line: TRACE.join('\n') }, { line: DONE }, { line: TRACE.join('\n') }],
  },
  {
    name: 'by what goes on',
    input: text(...TRACE, DONE),
    around: { multiline: { continue: '^(\\s|java|Caused)' } },
    formats: ['lines'],
    rows: [{ line: TRACE.join('\n') }, { line: DONE }],
  },
  {
    name: 'an object over several lines',
    input: text(...JSON_RECORD, ...JSON_RECORD),
    around: { multiline: { start: '^\\{' } },
    formats: ['jsonl'],
    rows: [{ level: 'warn' }, { level: 'warn' }],
  },
  {
    name: 'a format with a layout of its own, in Docker',
    input: text(...[...SLOW, ...SLOW].map(docker)),
    around: { multiline: DATED },
    formats: ['postgresql'],
    rows: [{ user: 'jo', log_stream: 'stdout' }, { user: 'jo' }],
  },
  {
    name: 'of several writers',
    input: text(...mixed(TRACE.map(pod('a')), [DONE, ...TRACE.slice(0, 3)].map(pod('b')))),
    around: { multiline: DATED },
    formats: ['lines'],
    rows: [
      { line: DONE, pod: 'b' },
      { line: TRACE.join('\n'), pod: 'a' },
      { line: TRACE.slice(0, 3).join('\n'), pod: 'b' },
    ],
  },
  {
    name: 'left as they stand',
    input: text(...TRACE.map(pod('a'))),
    around: { wrapping: 'none', multiline: { start: '^\\[pod' } },
    formats: ['lines'],
    rows: [],
    rejected: 4,
  },
  {
    name: 'of no format',
    input: text('a', ' b', 'c', ' d'),
    around: { multiline: { start: '^\\S' } },
    formats: [],
    rows: [],
    rejected: 4,
  },
  {
    name: 'that become too long',
    input: text(...TRACE, DONE),
    around: { multiline: { ...DATED, maxLines: 3 } },
    formats: ['lines'],
    rows: [{ line: DONE }],
    rejected: 1,
  },
];

const codecOf = (around: UnwrapOptions, said: string[] = []): Codec<Row> =>
  auto({ around, onFormat: (name) => said.push(name) });

describe.each(CASES.map((one) => [one.name, one] as const))('auto with multiline: %s', (_, one) => {
  const { input, around, formats, rows, rejected = 0 } = one;

  test('tells the format by whole records', () => {
    const said: string[] = [];
    const found = decodeAll(codecOf(around, said), input);
    expect([said, found.rejected.length]).toEqual([formats, rejected]);
    expect(found.rows).toMatchObject(rows);
  });

  test('is the same in any pieces, and from any place on', () => {
    const random = seededRandom(11);
    // More than what it decides by, too.
    for (const bytes of [Buffer.from(input), Buffer.from(input.repeat(40))]) {
      const whole = decodeAll(codecOf(around), bytes);
      for (let i = 0; i < 6; i++) expect(decodedInPieces(codecOf(around), bytes, random)).toEqual(whole);
    }
  });
});

test('a record is whole when the source has been at rest', () => {
  const decoder = codecOf({ multiline: DATED }).decoder('all');
  expect(decoder.decode(Buffer.from(text(...TRACE))).rows).toEqual([]);
  expect([decoder.holds, decoder.settle?.(1999)]).toEqual([true, undefined]);
  expect(decoder.settle?.(2000)).toMatchObject({ rows: [{ line: TRACE.join('\n') }] });
  decoder.decode(Buffer.from(text(DONE)));
  expect([decoder.holds, decoder.settle?.(1999)]).toEqual([true, undefined]);
  expect(decoder.settle?.(2000)).toMatchObject({ rows: [{ line: DONE }] });
});

test('requests alone are rows where nothing else is wanted', () => {
  const request = [
    '{"time":"2024-05-01T12:00:02Z","remote_addr":"192.0.2.7",',
    '"request":"GET /j HTTP/1.1","status":503}',
  ];
  const codec = auto({ around: { multiline: { start: '^\\{' } }, requests: true });
  const { rows, rejected } = decodeAll(codec, text(...JSON_RECORD, ...request, ...JSON_RECORD));
  expect(rows).toMatchObject([{ path: '/j', status: 503 }]);
  expect(rejected.map(({ reason }) => reason)).toEqual(['not-a-request', 'not-a-request']);
});

test('what can be no pattern is refused', () => {
  expect(() => auto({ around: { multiline: {} } })).toThrow('multiline takes one pattern');
});
