import { expect, test } from 'vitest';
import { csv } from '../../../../src/io/codecs/csv/csv.js';
import { decodeAll } from '../decode-all.js';

const T = Date.UTC(2026, 0, 2, 3, 4, 5);
const TIME = '2026-01-02T03:04:05Z';

test('columns are named by the header in snake case, and cells are text as it is written', () => {
  const { rows } = decodeAll(
    csv(),
    `Time,User Name,"a ""b""",n,n\n${TIME},jörg,"x, ""y""",-1.5,007\n${TIME},,"","12",9007199254740993\n`,
  );
  expect(rows).toEqual([
    { time: T, user_name: 'jörg', a_b: 'x, "y"', n: '-1.5', n_2: '007' },
    { time: T, user_name: null, a_b: '', n: '12', n_2: '9007199254740993' },
  ]);
});

test.each([';', '\t', '|', ','])('finds the separator %j in the header', (separator) => {
  const line = (...cells: string[]): string => cells.join(separator);
  const { rows } = decodeAll(csv(), `${line('time', 'a', '"b,;"')}\r\n${line(TIME, '1', 'x')}\r\n`);
  expect(rows).toEqual([{ time: T, a: '1', b: 'x' }]);
});

test('columns can be named for a table without a header, and typed', () => {
  const codec = csv({
    columns: ['when', 'Zip Code', 'n', 'ok'],
    separator: ';',
    types: { 'Zip Code': 'text', n: 'number', ok: 'boolean' },
    time: { field: 'when', format: 'dd/MM/yyyy HH:mm:ss' },
  });
  expect(decodeAll(codec, '02/01/2026 03:04:05;12345;+7;yes\n02/01/2026 03:04:05;1;x;x').rows).toEqual([
    { time: T, when: '02/01/2026 03:04:05', zip_code: '12345', n: 7, ok: true },
    { time: T, when: '02/01/2026 03:04:05', zip_code: '1', n: 'x', ok: 'x' },
  ]);
  expect(codec.fields).toEqual(['time', 'when', 'zip_code', 'n', 'ok']);
});

test.each([
  [`${TIME},1`, 'The line has 2 cells, and the table 3 columns.'],
  [`${TIME},1,2,3`, 'The line has 4 cells, and the table 3 columns.'],
  [`${TIME},"a`, 'line breaks inside cells are not supported'],
  [`${TIME},"a"b,1`, 'follows a closing quote'],
])('%s is malformed, and says why', (line, detail) => {
  expect(decodeAll(csv(), `time,a,b\n${line}\n`).rejected).toMatchObject([
    { reason: 'malformed', offset: 9, detail: expect.stringContaining(detail) },
  ]);
});

test('a table without a time rejects its rows as no-time, and says what to do', () => {
  expect(decodeAll(csv(), 'a,b\n1,2\n').rejected).toMatchObject([
    { reason: 'no-time', detail: expect.stringContaining('say which field has it') },
  ]);
  expect(decodeAll(csv({ time: { field: 'c' } }), 'a,b\n1,2\n').rejected).toMatchObject([
    { reason: 'no-time', detail: 'There is no column c.' },
  ]);
});

test('the header of an access log makes rows of an access log', () => {
  const header = '"remotehost","rfc931","authuser","date","request","status","bytes"';
  const { rows } = decodeAll(
    csv(),
    `${header}\n"10.0.0.2","-","apache",1549573860,"GET /api/user HTTP/1.0",200,1234\n"h","-","-",1549573860,"x",-,-`,
  );
  expect(rows).toEqual([
    {
      time: 1_549_573_860_000,
      host: '10.0.0.2',
      rfc931: null,
      user: 'apache',
      date: '1549573860',
      method: 'GET',
      path: '/api/user',
      section: '/api',
      protocol: 'HTTP/1.0',
      status: 200,
      size: 1234,
    },
    {
      time: 1_549_573_860_000,
      host: 'h',
      rfc931: null,
      user: null,
      date: '1549573860',
      method: null,
      path: null,
      section: '(other)',
      protocol: null,
      status: null,
      size: 0,
    },
  ]);
});

test('a column named __proto__ pollutes nothing', () => {
  const { rows } = decodeAll(csv(), `time,__proto__\n${TIME},1\n`);
  expect(rows).toEqual([{ time: T, proto: '1' }]);
});

test('a hundred thousand columns are refused, not stored', () => {
  expect(decodeAll(csv(), `time${',a'.repeat(100_000)}\n`).rejected).toMatchObject([{ reason: 'malformed' }]);
});

test.each([{ separator: '::' }, { separator: '"' }, { columns: [] }, { types: { a: 'date' as 'text' } }])(
  'refuses %j',
  (options) => {
    expect(() => csv(options)).toThrow(expect.objectContaining({ code: 'bad-options' }));
  },
);
