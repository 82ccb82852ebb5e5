import { expect, test } from 'vitest';
import { nginx } from '../../../../src/io/codecs/nginx/nginx.js';
import { decodeAll } from '../decode-all.js';

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
const T = Date.UTC(2000, 9, 10, 20, 55, 36);

test('variables have the names and units of an access log, the others their own', () => {
  const codec = nginx(`${COMBINED} $host $request_time "$upstream_response_time" $connection_requests`);
  const line = String.raw`10.0.0.1 - a b [10/Oct/2000:13:55:36 -0700] "GET /\x22a\"/b HTTP/1.1" 200 123 "-" "x \\ y" h.example 0.290 "0.1, 0.2" 7`;
  expect(decodeAll(codec, line).rows).toEqual([
    {
      time: T,
      host: '10.0.0.1',
      user: 'a b',
      time_local: '10/Oct/2000:13:55:36 -0700',
      method: 'GET',
      path: '/"a"/b',
      section: '/"a"',
      protocol: 'HTTP/1.1',
      status: 200,
      size: 123,
      referer: null,
      agent: 'x \\ y',
      vhost: 'h.example',
      duration: 290,
      upstream_response_time: 300,
      connection_requests: 7,
    },
  ]);
});

test('a quote with a backslash before it ends nothing, whatever follows', () => {
  const line = String.raw`10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a\" 200 9 HTTP/1.1" 404 1 "a\" "b" "c\\"`;
  expect(decodeAll(nginx(COMBINED), line).rows).toMatchObject([
    { path: '/a" 200 9', status: 404, size: 1, referer: 'a" "b', agent: 'c\\' },
  ]);
});

test('a whole directive can be pasted', () => {
  const codec = nginx(
    `log_format main '$remote_addr [$time_iso8601] '
                      '"$request_method $request_uri" \${status}';`.replace(/;$/, ''),
  );
  expect(decodeAll(codec, '10.0.0.1 [2000-10-10T13:55:36-07:00] "GET /a/b?c" 404').rows).toMatchObject([
    { time: T, host: '10.0.0.1', method: 'GET', path: '/a/b?c', section: '/a', status: 404 },
  ]);
});

test('a dash is null, and 0 bytes; a request that cannot be read is in (other)', () => {
  const codec = nginx('$remote_user $msec "$request" $status $bytes_sent $request_time');
  expect(decodeAll(codec, '- 971211336.250 "-" - - -').rows).toEqual([
    {
      time: T + 250,
      user: null,
      msec: 971211336.25,
      method: null,
      path: null,
      section: '(other)',
      protocol: null,
      status: null,
      size: 0,
      duration: undefined,
    },
  ]);
});

test('all that nginx measures of time is in milliseconds, and a list is its sum', () => {
  const codec = nginx(
    '[$time_local] $request_time $upstream_connect_time $upstream_header_time $upstream_response_time $tcpinfo_rtt $request_time',
  );
  const of = (values: string) => {
    const [row] = decodeAll(codec, `[10/Oct/2000:13:55:36 -0700] ${values}`).rows;
    const names = ['duration', 'upstream_connect_time', 'upstream_header_time', 'upstream_response_time'];
    return names.map((name) => row?.[name]);
  };
  expect(of('1.000 0.001 0.012 0.930 1500 1.000')).toEqual([1000, 1, 12, 930]);
  expect(
    decodeAll(codec, '[10/Oct/2000:13:55:36 -0700] 1.000 0.001 0.012 0.930 1500 0.250').rows,
  ).toMatchObject([{ tcpinfo_rtt: 1.5, request_time_2: 250 }]);
  const quoted = nginx('[$time_local] "$upstream_response_time"');
  const listed = (value: string) =>
    decodeAll(quoted, `[10/Oct/2000:13:55:36 -0700] "${value}"`).rows[0]?.upstream_response_time;
  expect(listed('0.000, 4.004')).toBe(4004);
  expect(listed('3.001 : 0.002')).toBe(3003);
  expect(listed('-, 0.1')).toBe(100);
  expect(listed('0.1, 0.2')).toBe(300);
  expect(listed('-')).toBeNull();
  expect(listed('-, -')).toBeNull();
  expect(listed('soon')).toBeUndefined();
});

test('only the fields that are asked for are built', () => {
  const line = '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a/b HTTP/1.1" 200 123 "-" "x"';
  expect(decodeAll(nginx(COMBINED), line, ['section', 'status']).rows).toEqual([
    { time: T, section: '/a', status: 200 },
  ]);
});

test.each([
  ['x', 'No " - " after $remote_addr.'],
  ['10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1', 'No "\\" " after $request.'],
  [
    '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "x" 1',
    'The line goes on after the end of the format.',
  ],
])('%s is malformed, and says where', (line, detail) => {
  expect(decodeAll(nginx(COMBINED), line).rejected).toMatchObject([{ reason: 'malformed', detail }]);
});

test('a time that is none is no-time', () => {
  const line = '10.0.0.1 - - [31/Feb/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "x"';
  expect(decodeAll(nginx(COMBINED), line).rejected).toMatchObject([{ reason: 'no-time' }]);
});

test.each([
  ['no variables', 'it has no $variables'],
  ['$a$b [$time_local]', 'cannot be told apart'],
  ['$remote_addr $status', 'has no time'],
  ['{"a":"$remote_addr"}', 'jsonl'],
  ['log_format j escape=json \'{"a":"$remote_addr"}\'', 'jsonl'],
])('refuses %s', (format, reason) => {
  expect(() => nginx(format)).toThrow(
    expect.objectContaining({ code: 'bad-options', message: expect.stringContaining(reason) }),
  );
});
