import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { haproxy } from '../../../../src/io/codecs/haproxy/haproxy.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { type UnwrapOptions, unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { decodeAll } from '../decode-all.js';

const ACCESS = '192.0.2.1 - - [07/Feb/2020:11:48:51 +0000] "GET /a HTTP/1.1" 200 5';
const T = Date.UTC(2020, 1, 7, 11, 48, 51);
const CRI = '2020-02-07T11:48:59.123456789Z stdout F ';
const NAMES = [
  'pod',
  'container',
  'log_stream',
  'log_host',
  'program',
  'pid',
  'severity',
  'facility',
  'service',
  'unit',
];

const read = (codec: Codec<Row>, input: string | Buffer, options?: UnwrapOptions) =>
  decodeAll(unwrap(codec, options), input) as {
    rows: readonly Record<string, unknown>[];
    rejected: readonly { detail?: string }[];
  };

/** What the wrapping of one line says; the line must be read as it would be alone. */
const around = (line: string): Record<string, unknown> => {
  const { rows, rejected } = read(accessLog() as Codec<Row>, line);
  expect(rejected).toEqual([]);
  const [row = {}] = rows;
  expect(row).toMatchObject({ time: T, host: '192.0.2.1', user: null, path: '/a', status: 200, size: 5 });
  return Object.fromEntries(Object.entries(row).filter(([name]) => NAMES.includes(name)));
};

describe('a line of an access log is read', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['alone', ACCESS, {}],
    ['in CRI', CRI + ACCESS, { log_stream: 'stdout' }],
    [
      'in CRI with an offset and more tags',
      `2020-02-07T11:48:59.1+01:00 stderr F:x ${ACCESS}`,
      { log_stream: 'stderr' },
    ],
    [
      'in json-file',
      `{"log":${JSON.stringify(`${ACCESS}\n`)},"stream":"stdout","time":"2020-02-07T11:48:59.1Z"}`,
      { log_stream: 'stdout' },
    ],
    [
      'in json-file with attributes',
      `{"log":${JSON.stringify(`${ACCESS}\r\n`)},"stream":"stderr","attrs":{"tag":"a \\"time\\": b"},"time":"2020-02-07T11:48:59.1Z"}`,
      { log_stream: 'stderr' },
    ],
    ['under compose', `nginx-1  | ${ACCESS}`, { container: 'nginx-1', service: 'nginx' }],
    [
      'under compose with colours',
      `\u001b[36mnginx-1  | \u001b[0m${ACCESS}`,
      { container: 'nginx-1', service: 'nginx' },
    ],
    ['under compose by a name', `my.web   | ${ACCESS}`, { container: 'my.web', service: 'my.web' }],
    [
      'under compose with times',
      `nginx-1  | 2020-02-07T11:48:59.123456789Z ${ACCESS}`,
      { container: 'nginx-1', service: 'nginx' },
    ],
    ['of kubectl', `[pod/web-5d9c/nginx] ${ACCESS}`, { pod: 'web-5d9c', container: 'nginx' }],
    [
      'of kubectl with times',
      `[pod/web/nginx] 2020-02-07T11:48:59.12Z ${ACCESS}`,
      { pod: 'web', container: 'nginx' },
    ],
    ['with times of docker logs', `2020-02-07T11:48:59.123456789Z ${ACCESS}`, {}],
    ['in an export of CloudWatch', `2020-02-07T11:48:59.123Z ${ACCESS}`, {}],
    ['in syslog', `Feb  7 11:48:51 web1 nginx: ${ACCESS}`, { log_host: 'web1', program: 'nginx' }],
    [
      'of journalctl',
      `Feb 07 11:48:51 web1 nginx[7]: ${ACCESS}`,
      { log_host: 'web1', program: 'nginx', pid: 7 },
    ],
    [
      'of journalctl in ISO 8601',
      `2020-02-07T11:48:51+0000 web1 nginx[7]: ${ACCESS}`,
      { log_host: 'web1', program: 'nginx', pid: 7 },
    ],
    [
      'in syslog with its number',
      `<190>Feb  7 11:48:51 web1 nginx: ${ACCESS}`,
      { log_host: 'web1', program: 'nginx', severity: 'info', facility: 'local7' },
    ],
    [
      'in syslog without a host',
      `<13>Feb  7 11:48:51 nginx: ${ACCESS}`,
      { program: 'nginx', severity: 'notice', facility: 'user' },
    ],
    [
      'of rsyslog without a program',
      `<13>Feb  7 11:48:51 web1 ${ACCESS}`,
      { log_host: 'web1', severity: 'notice', facility: 'user' },
    ],
    ['behind a tag', `haproxy[14389]: ${ACCESS}`, { program: 'haproxy', pid: 14389 }],
    [
      'in RFC 5424',
      `<134>1 2020-02-07T11:48:51.003Z web1.example.com nginx 7 ID47 [a@1 b="x\\"]" c="2"][d@2] \u{feff}${ACCESS}`,
      { log_host: 'web1.example.com', program: 'nginx', pid: 7, severity: 'info', facility: 'local0' },
    ],
    [
      'in RFC 5424 with little',
      `<134>1 - - nginx - - - ${ACCESS}`,
      { program: 'nginx', severity: 'info', facility: 'local0' },
    ],
    [
      'of a drain of Heroku, framed',
      `212 <45>1 2020-02-07T11:48:51+00:00 host app web.1 - ${ACCESS}`,
      { log_host: 'host', program: 'app', pid: 'web.1', severity: 'notice', facility: 'syslog' },
    ],
    [
      'of heroku logs',
      `2020-02-07T11:48:51.000000+00:00 app[web.1]: ${ACCESS}`,
      { program: 'app', pid: 'web.1' },
    ],
    [
      'of the journal',
      JSON.stringify({
        __CURSOR: 's=1',
        __REALTIME_TIMESTAMP: '1581076131000000',
        PRIORITY: '6',
        SYSLOG_FACILITY: '3',
        _HOSTNAME: 'web1',
        SYSLOG_IDENTIFIER: 'nginx',
        _COMM: 'nginx-worker',
        _PID: '7',
        _SYSTEMD_UNIT: 'nginx.service',
        MESSAGE: ACCESS,
      }),
      {
        log_host: 'web1',
        program: 'nginx',
        pid: 7,
        severity: 'info',
        facility: 'daemon',
        unit: 'nginx.service',
      },
    ],
    [
      'of the journal as bytes',
      JSON.stringify({ MESSAGE: [...Buffer.from(ACCESS)], __REALTIME_TIMESTAMP: '1581076131000000' }),
      {},
    ],
    [
      'in CRI under compose',
      `k3s-1  | ${CRI}${ACCESS}`,
      { container: 'k3s-1', service: 'k3s', log_stream: 'stdout' },
    ],
    [
      'in syslog in json-file',
      `{"log":${JSON.stringify(`<13>Feb  7 11:48:51 web1 nginx[7]: ${ACCESS}\n`)},"stream":"stdout","time":"2020-02-07T11:48:59Z"}`,
      {
        log_host: 'web1',
        program: 'nginx',
        pid: 7,
        log_stream: 'stdout',
        severity: 'notice',
        facility: 'user',
      },
    ],
  ])('%s', (_, line, expected) => {
    expect(around(line)).toEqual(expected);
  });
});

describe('what is no access log behind something else', () => {
  test.each([
    'Feb  7 11:48:51 web1 last message repeated 2 times',
    `Feb 27 11:48:51 web1 nginx client.example.com - - ${ACCESS.slice(14)}`,
    `INFO - ${ACCESS}`,
    `web-5d9c nginx ${ACCESS}`,
    `pod/web-5d9c ${ACCESS}`,
    `[web-5d9c] ${ACCESS}`,
    `web1: ${ACCESS}`,
    `10.0.0.1 nginx ${ACCESS}`,
    `2024-05-01 11:48:51 client.example.com - - ${ACCESS.slice(14)}`,
    `2024-05-01 11:48:51,123 INFO  [main] ${ACCESS}`,
    `{"msg":"${ACCESS}`,
    `web.1 | ${ACCESS} | x`.replace('|', '/|'),
    `[pod/x] ${ACCESS}`,
    `nginx: worker: ${ACCESS}`,
    `[error] 7#7: ${ACCESS}`,
    `time="2024" level=info ${ACCESS}`,
  ])('is rejected: %s', (line) => {
    const { rows, rejected } = read(accessLog() as Codec<Row>, line);
    expect(rows).toEqual([]);
    expect(rejected).toHaveLength(1);
  });

  test('and a virtual host before a list of forwarded addresses is none of that', () => {
    const { rows } = read(
      accessLog() as Codec<Row>,
      `example.com 192.0.2.2, 192.0.2.1 - bob ${ACCESS.slice(14)}`,
    );
    expect(rows).toMatchObject([{ vhost: 'example.com', host: '192.0.2.2', user: 'bob' }]);
  });
});

describe('a line in pieces', () => {
  const cri = (stream: string, tag: string, text: string) =>
    `2020-02-07T11:48:5${tag === 'P' ? 1 : 2}Z ${stream} ${tag} ${text}\n`;

  test('is put together, each stream by itself', () => {
    const input = [
      cri('stdout', 'P', ACCESS.slice(0, 20)),
      cri('stderr', 'F', ACCESS),
      cri('stdout', 'P', ACCESS.slice(20, 50)),
      cri('stdout', 'F', ACCESS.slice(50)),
    ].join('');
    const { rows, rejected } = read(accessLog() as Codec<Row>, input);
    expect(rejected).toEqual([]);
    expect(rows.map(({ log_stream, path }) => [log_stream, path])).toEqual([
      ['stderr', '/a'],
      ['stdout', '/a'],
    ]);
  });

  test('has the time of its first piece', () => {
    const { rows } = read(lines(), cri('stdout', 'P', 'a') + cri('stdout', 'F', 'b'), { wrapping: 'cri' });
    expect(rows).toMatchObject([{ time: T, line: 'ab' }]);
  });

  test('of Docker ends with the newline', () => {
    const piece = (log: string) =>
      `{"log":${JSON.stringify(log)},"stream":"stdout","time":"2020-02-07T11:48:51Z"}\n`;
    const { rows } = read(lines(), piece('x'.repeat(16384)) + piece('y\n') + piece('z\n'), {
      wrapping: 'docker',
    });
    expect(rows.map(({ line }) => line)).toEqual([`${'x'.repeat(16384)}y`, 'z']);
  });

  test('that does not end is rejected once, as over-long, and what comes after it is read', () => {
    const input = Array.from({ length: 5 }, () => cri('stdout', 'P', 'x'.repeat(50))).join('');
    const { rows, rejected } = read(lines(), `${input}${cri('stdout', 'F', 'x')}${cri('stdout', 'F', 'y')}`, {
      wrapping: 'cri',
      maxLineBytes: 120,
    });
    expect(rejected).toMatchObject([{ reason: 'oversize', offset: 0 }]);
    expect(rows).toMatchObject([{ line: 'y' }]);
  });

  test('is taken as it stands at the end', () => {
    const { rows } = read(lines(), cri('stdout', 'P', 'half'), { wrapping: 'cri' });
    expect(rows).toMatchObject([{ time: T, line: 'half', log_stream: 'stdout' }]);
  });
});

describe('the time of a row', () => {
  test('is its own, or else that of what stands around it', () => {
    const { rows } = read(jsonl(), `${CRI}{"a":1}\n${CRI}{"a":2,"time":"2020-02-07T11:48:51Z"}\n`);
    expect(rows).toMatchObject([
      { time: T + 8123, a: 1 },
      { time: T, a: 2 },
    ]);
    expect(read(logfmt(), `${CRI}a=1`, { wrapping: 'auto' }).rows).toMatchObject([
      { time: T + 8123, a: '1' },
    ]);
    expect(read(lines(), `${CRI}hello`, { wrapping: 'auto' }).rows).toMatchObject([
      { time: T + 8123, line: 'hello' },
    ]);
  });

  test('is not that of the line before', () => {
    const { rows, rejected } = read(jsonl(), `${CRI}{"a":1}\n{"a":2}\n`);
    expect(rows).toHaveLength(1);
    expect(rejected).toMatchObject([{ reason: 'no-time' }]);
  });

  test('of syslog has a year that goes on over new year, also in a decoder that goes on', () => {
    const [old = '', next = ''] = ['Dec 31 23:59:59', 'Jan  1 00:00:01'].map(
      (at) => `${at} web1 app[1]: {"a":1}\n`,
    );
    for (const options of [{}, { year: 2020 }]) {
      const codec = unwrap(jsonl(), options);
      const written = (): number => Date.UTC(2021, 11, 30);
      const first = codec.decoder('all', { written });
      const before = first.decode(Buffer.from(old)).rows;
      const saved: unknown = structuredClone(first.save());
      const second = codec.decoder('all', { written, saved, offset: old.length });
      const after = second.decode(Buffer.from(next)).rows;
      const days = [...before, ...after].map(({ time }) => new Date(time).toISOString().slice(0, 10));
      expect(days).toEqual(['2020-12-31', '2021-01-01']);
    }
  });

  test('of syslog needs a year', () => {
    const line = 'Feb  7 11:48:51 web1 app[1]: {"a":1}';
    expect(read(jsonl(), line).rejected).toMatchObject([{ reason: 'no-time' }]);
    expect(read(jsonl(), line, { year: 2020 }).rows).toMatchObject([{ time: T, a: 1, log_host: 'web1' }]);
  });
});

test('what a codec reads as it stands stays as it is, unless it is told otherwise', () => {
  expect(read(lines(), `${CRI}hello`).rows).toMatchObject([{ line: `${CRI}hello` }]);
  expect(read(lines(), `${CRI}hello`, { wrapping: 'none' }).rows).toMatchObject([{ line: `${CRI}hello` }]);
  expect(read(lines(), '2020-02-07T11:48:51Z hello', { wrapping: 'cri' }).rejected).toMatchObject([
    { reason: 'malformed', detail: 'The line is not wrapped as cri does it.' },
  ]);
});

test('a field of the payload is not replaced', () => {
  expect(read(jsonl(), `${CRI}{"log_stream":"mine"}`).rows).toMatchObject([{ log_stream: 'mine' }]);
});

test('only the fields that are asked for are made', () => {
  const decoder = unwrap(accessLog()).decoder(['path', 'log_host']);
  const { rows } = decoder.decode(Buffer.from(`Feb  7 11:48:51 web1 nginx[7]: ${ACCESS}\n`));
  expect(rows.map((row) => Object.entries(row).filter(([, value]) => value !== undefined))).toEqual([
    [
      ['time', T],
      ['path', '/a'],
      ['log_host', 'web1'],
    ],
  ]);
});

describe('what is not of a line', () => {
  const utf16 = (order: 'le' | 'be', text: string) => {
    const bytes = Buffer.from(`\u{feff}${text}`, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };
  test.each<[string, string | Buffer]>([
    ['a byte-order mark', `\u{feff}${ACCESS}\n\u{feff}${ACCESS}\n`],
    ['colours', `\u001b[31m${ACCESS}\u001b[0m\n\u001b]8;;x\u0007${ACCESS}\u001b[K\n`],
    ['NUL bytes before it', `${'\0'.repeat(5000)}${ACCESS}\n\0${ACCESS}\n`],
    ['carriage returns', `${ACCESS}\r\r\n${ACCESS}\r\n`],
    ['UTF-16 little-endian', utf16('le', `${ACCESS}\r\n${ACCESS}\r\n`)],
    ['UTF-16 big-endian', utf16('be', `${ACCESS}\n${ACCESS}\n`)],
  ])('is taken off: %s', (_, input) => {
    const { rows, rejected } = read(accessLog() as Codec<Row>, input);
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ time: T, host: '192.0.2.1', user: null, size: 5 });
  });

  test('or said', () => {
    const torn = read(accessLog() as Codec<Row>, `${ACCESS.slice(0, 30)}\0\0\0${ACCESS}\n`);
    expect(torn.rejected[0]?.detail).toMatch(/NUL bytes within the line/);
    const input = Buffer.concat([Buffer.from(`${ACCESS}\n`), utf16('le', `${ACCESS} "Ж"\n`)]);
    const wide = read(accessLog() as Codec<Row>, input);
    expect(wide.rejected[0]?.detail).toMatch(/UTF-16/);
  });
});

test('what is no request is rejected as that, with and without looking for what stands around it', () => {
  for (const wrapping of ['fit', 'auto', 'none'] as const) {
    const { rejected } = read(
      jsonl({ requests: 'caddy' }) as Codec<Row>,
      '{"ts":1768384800.5,"msg":"server running"}',
      {
        wrapping,
      },
    );
    expect(rejected).toMatchObject([{ reason: 'not-a-request' }]);
  }
});

test('a line that the format knows for no request is rejected as that, whatever it is without what stands around it', () => {
  const line = 'Feb  7 11:48:51 lb1 haproxy[1]: Proxy web started.';
  expect(read(haproxy.codec(), `${line}\n${CRI}${line}`).rejected).toMatchObject([
    { reason: 'not-a-request' },
    { reason: 'not-a-request' },
  ]);
});
