import { Readable } from 'node:stream';
import fc from 'fast-check';
import split2 from 'split2';
import { expect, test } from 'vitest';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { decodeAll } from '../decode-all.js';

const T = Date.UTC(2026, 0, 2, 3, 4, 5);

test.each([
  ['2026-01-02T03:04:05Z hello', T],
  ['2026-01-02 03:04:05,250:DEBUG:foo', T + 250],
  ['2026/01/02 03:04:05 [error] 1#1: x', T],
  ['[2026-01-02T04:04:05+01:00] hello', T],
  ['<34>1 2026-01-02T03:04:05.003Z host app - - - x', T + 3],
  ['[02/Jan/2026:03:04:05 +0000] x', T],
  ['10.0.0.1:4 [02/Jan/2026:03:04:05.127] fe be 0/0', T + 127],
  ['[Fri Jan 02 03:04:05 2026] [notice] x', T],
  ['[Fri Jan 02 03:04:05.123456 2026] [core:error] x', T + 123],
  ['1767323045 x', T],
  ['1767323045.5\tx', T + 500],
  ['1767323045123 x', T + 123],
])('%s begins with its time', (line, time) => {
  expect(decodeAll(lines(), line).rows).toEqual([{ time, line }]);
});

test.each([
  '2026-01-02T03:04:05Z x',
  '2026-01-02 03:04:05.250+01:00 x',
  '2026-01-02T03:04:05,250-0330: x',
  '2026-01-02 03:04:05 +0200 x',
  '2026-01-02 03:04:05 Z x',
  '2026-01-02 03:04:05 Zeus',
  '2026-01-02T03:04:05Zeus',
  '2026-01-02T03:04:05+01:00x',
  '2026-01-02 03:04 x',
  '2026-01-02 03:04:05:x',
  '2026-01-02 03:04:05.x',
  '2026-01-02 03:04:05 CET x',
  '2026-01-02 03:04:05.5 EST',
  '2026-01-02 03:04:05 INFO x',
  '2026-01-02 24:04:05 x',
  '2026-02-30T03:04:05Z x',
  '2026-01-02T03:04:05.25Z lb haproxy[1]: 192.0.2.1:3 [02/Jan/2026:03:04:05.127] in web/s1 0/0/1/2/300 200 5',
  '2026-01-02T03:04:05',
  '2026-01-02T',
])('%s means the same as behind a blank, where it is read as a text', (line) => {
  for (const time of [{}, { zone: 'Europe/Berlin' }, { stamp: 'end' as const }])
    expect(decodeAll(lines({ time }), line).rows.map((row) => row.time)).toEqual(
      decodeAll(lines({ time }), ` ${line}`).rows.map((row) => row.time),
    );
});

test('a line without a time has that of the line before; before the first there is none', () => {
  const { rows, rejected } = decodeAll(lines(), 'first\n2026-01-02T03:04:05Z Error\n\tat main\n12 x\n');
  expect(rows).toEqual([
    { time: T, line: '2026-01-02T03:04:05Z Error' },
    { time: T, line: '\tat main' },
    { time: T, line: '12 x' },
  ]);
  expect(rejected).toMatchObject([{ reason: 'no-time', offset: 0 }]);
});

test('a time without a year goes on over a new year and back, from the year that is said', () => {
  const log = 'Dec 31 23:59:59 a\nJan  1 00:00:00 b\nDec 31 23:59:58 c\nJan  1 00:00:01 d\n';
  expect(decodeAll(lines({ year: 2025 }), log).rows.map((row) => new Date(row.time).toISOString())).toEqual([
    '2025-12-31T23:59:59.000Z',
    '2026-01-01T00:00:00.000Z',
    '2025-12-31T23:59:58.000Z',
    '2026-01-01T00:00:01.000Z',
  ]);
  expect(decodeAll(lines(), log).rejected).toMatchObject(
    Array(4).fill({ reason: 'no-time', detail: expect.stringContaining('year') }),
  );
});

test('a format of its own takes as many words as it has', () => {
  const codec = lines({ time: { format: 'dd.MM.yyyy HH:mm:ss', zone: 'UTC+1' } });
  expect(decodeAll(codec, '[02.01.2026 04:04:05] hello').rows).toMatchObject([{ time: T }]);
});

test('refuses a field and a year that cannot be', () => {
  expect(() => lines({ time: { field: 'ts' } })).toThrow(expect.objectContaining({ code: 'bad-options' }));
  expect(() => lines({ year: 20.5 })).toThrow(expect.objectContaining({ code: 'bad-options' }));
});

test('the lines are those of split2', async () => {
  const texts = fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '\n\n', ' ', '👋'), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      const bytes = Buffer.from(`1767323045 x\n${parts.join('')}`);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const expected: string[] = [];
      for await (const line of Readable.from(chunks).pipe(split2())) if (line !== '') expected.push(line);
      expect(decodeAll(lines(), bytes).rows.map((row) => row.line)).toEqual(expected);
    }),
  );
});

test('a zone in letters is asked for, and not taken for UTC', () => {
  const text =
    '2024-05-01 12:00:07.000 CEST [7] LOG:  ready\n2024-05-01 12:00:08 EDT x\n2024-05-01 12:00:09 INFO x\n';
  const { rows, rejected } = decodeAll(lines(), text);
  expect(rows.map(({ time }) => new Date(time).toISOString())).toEqual(['2024-05-01T12:00:09.000Z']);
  expect(rejected.map(({ reason, detail }) => [reason, detail?.includes('say the zone')])).toEqual([
    ['no-time', true],
    ['no-time', true],
  ]);
  const berlin = decodeAll(lines({ time: { zone: 'Europe/Berlin' } }), text);
  expect(berlin.rows[0]).toMatchObject({ time: Date.parse('2024-05-01T10:00:07Z') });
});
