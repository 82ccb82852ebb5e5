import { describe, expect, test } from 'vitest';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { decodeAll } from '../decode-all.js';

const T = 1_700_000_000_000;

test('values are under their keys in snake case, those of nested objects under both names, arrays as they are', () => {
  const line =
    '{"ts":1700000000,"userName":"ann","http":{"requestMethod":"GET","n":[1,{"a":2}]},"ok":true,"x":null}';
  expect(decodeAll(jsonl(), line).rows).toEqual([
    {
      time: T,
      ts: 1_700_000_000,
      user_name: 'ann',
      http_request_method: 'GET',
      http_n: [1, { a: 2 }],
      ok: true,
      x: null,
    },
  ]);
});

test('a field with a path is what lies there, and the others stay as they are', () => {
  const codec = jsonl({
    fields: { user: 'user.id', first: 'items[0].name', dotted: '"a.b".c', flat: 'x.y', ms: 'latency_ms' },
    time: { field: 'ts' },
  });
  const line =
    '{"time":"later","ts":1700000000,"user":{"id":7},"items":[{"name":"n"}],"a.b":{"c":1},"x.y":2,"latency_ms":9}';
  expect(decodeAll(codec, line).rows).toEqual([
    {
      time: T,
      ts: 1_700_000_000,
      user_id: 7,
      items: [{ name: 'n' }],
      a_b_c: 1,
      x_y: 2,
      latency_ms: 9,
      user: 7,
      first: 'n',
      dotted: 1,
      flat: 2,
      ms: 9,
    },
  ]);
  expect(codec.fields).toEqual(['time', 'user', 'first', 'dotted', 'flat', 'ms']);
});

test('a field whose path leads nowhere is absent', () => {
  const codec = jsonl({ fields: { user: 'user.id', made: 'constructor.name' } });
  const [row] = decodeAll(codec, '{"ts":1700000000,"user":null}').rows;
  expect(row).toEqual({ time: T, ts: 1_700_000_000 });
});

test('only the fields that are asked for are built', () => {
  const codec = jsonl({ fields: { user: 'user.id' } });
  const line = '{"ts":1700000000,"user":{"id":7},"request":{"uri":"/a/b","method":"GET"},"status":200}';
  expect(decodeAll(codec, line, ['user', 'request_uri', 'section']).rows).toEqual([
    { time: T, request_uri: '/a/b', section: '/a', user: 7 },
  ]);
  expect(decodeAll(codec, line, ['time']).rows).toEqual([{ time: T }]);
});

test.each([
  ['{"time":"2023-11-14T22:13:20Z"}', {}],
  ['{"time":"noon","timestamp":1700000000}', {}],
  ['{"@timestamp":"2023-11-14T22:13:20.000Z"}', {}],
  ['{"time_local":"14/Nov/2023:22:13:20 +0000"}', {}],
  ['{"msec":"1700000000.000"}', {}],
  ['{"StartUTC":"2023-11-14T22:13:20Z","time":"2023-11-14T23:13:21+01:00"}', {}],
  ['{"a":{"when":"2023.11.14 22h13 20"}}', { time: { field: 'a.when', format: "yyyy.MM.dd HH'h'mm ss" } }],
  ['{"a":{"when":1700000000000}}', { fields: { time: 'a.when' } }],
  ['{"a":{"when":1700000000000}}', { fields: { at: 'a.when' }, time: { field: 'at' } }],
])('finds the time of %s', (line, options) => {
  expect(decodeAll(jsonl(options), line).rows).toMatchObject([{ time: T }]);
});

test('an object without a time is no-time, and says where one was looked for', () => {
  expect(decodeAll(jsonl(), '{"msg":"hello"}').rejected).toMatchObject([
    { reason: 'no-time', detail: expect.stringContaining('usual keys') },
  ]);
  expect(decodeAll(jsonl({ time: { field: 'a.b' } }), '{"ts":1700000000}').rejected).toMatchObject([
    { reason: 'no-time', detail: expect.stringContaining('a.b') },
  ]);
});

test.each([
  '',
  '[1]',
  '"text"',
  '12',
  'null',
  '{"a":',
  '{"a":1}}',
  `{"ts":1700000000,"a":${'{"a":'.repeat(64)}1${'}'.repeat(65)}`,
])('a line that is no object, or too deep, is malformed: %s', (line) => {
  const { rows, rejected } = decodeAll(jsonl(), `${line}\n`);
  expect(rows).toEqual([]);
  expect(rejected.map((each) => each.reason)).toEqual(line === '' ? [] : ['malformed']);
});

test('brackets in texts do not count as depth', () => {
  const text = JSON.stringify('[{'.repeat(200));
  expect(decodeAll(jsonl(), `{"ts":1700000000,"a":${text}}`).rows).toHaveLength(1);
});

test('a key named __proto__ pollutes nothing', () => {
  const { rows } = decodeAll(
    jsonl(),
    '{"ts":1700000000,"__proto__":{"x":1,"__proto__":{"y":2}},"a":{"__proto__":3}}',
  );
  expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  expect(rows[0]).toEqual({ time: T, ts: 1_700_000_000, proto_x: 1, proto_proto_y: 2, a_proto: 3 });
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('a request of Caddy, Traefik or nginx has the fields of an access log in their units', () => {
  const caddy =
    '{"ts":1700000000.5,"request":{"remote_addr":"[::1]:4711","proto":"HTTP/2.0","method":"GET","host":"h:8","uri":"/a/b?c","headers":{"User-Agent":["x"],"Referer":["r"]}},"user_id":"","duration":0.29,"size":3,"status":200}';
  const traefik =
    '{"ClientHost":"10.0.0.1","ClientUsername":"-","DownstreamContentSize":5,"DownstreamStatus":404,"Duration":42000000,"RequestHost":"h","RequestMethod":"POST","RequestPath":"/a/b","RequestProtocol":"HTTP/1.1","StartUTC":"2023-11-14T22:13:20.123456789Z","request_User-Agent":"x","time":"2023-11-14T22:13:20Z"}';
  const nginx =
    '{"time_iso8601":"2023-11-14T22:13:20+00:00","remote_addr":"10.0.0.1","remote_user":"","request":"GET /a/b HTTP/1.1","status":"200","body_bytes_sent":"7","request_time":"0.290","http_referer":"-","http_user_agent":"x","host":"h"}';
  expect(decodeAll(jsonl(), `${caddy}\n${traefik}\n${nginx}`).rows).toMatchObject([
    {
      time: T + 500,
      host: '::1',
      user: null,
      method: 'GET',
      path: '/a/b?c',
      section: '/a',
      protocol: 'HTTP/2.0',
      status: 200,
      size: 3,
      referer: 'r',
      agent: 'x',
      vhost: 'h:8',
      duration: 290,
    },
    {
      time: T + 123 + 42,
      host: '10.0.0.1',
      user: null,
      method: 'POST',
      section: '/a',
      protocol: 'HTTP/1.1',
      status: 404,
      size: 5,
      agent: 'x',
      vhost: 'h',
      duration: 42,
    },
    {
      time: T,
      host: '10.0.0.1',
      user: null,
      method: 'GET',
      path: '/a/b',
      section: '/a',
      protocol: 'HTTP/1.1',
      status: 200,
      size: 7,
      referer: null,
      agent: 'x',
      vhost: 'h',
      duration: 290,
    },
  ]);
});

test("docker's record of a line has the line without its newline", () => {
  const docker = '{"log":"GET / 200\\n","stream":"stdout","time":"2023-11-14T22:13:20.000000001Z"}';
  expect(decodeAll(jsonl(), docker).rows).toEqual([
    { time: T, log: 'GET / 200\n', stream: 'stdout', line: 'GET / 200' },
  ]);
});

test.each([
  { fields: { user: 'a..b' } },
  { fields: { user: '' } },
  { fields: { 'a-b': 'a' } },
  { fields: JSON.parse('{"__proto__":"a"}') },
  { maxDepth: 0 },
  { maxLineBytes: 0 },
  { time: { format: 'HH' } },
])('refuses %j', (options) => {
  expect(() => jsonl(options)).toThrow(expect.objectContaining({ code: 'bad-options' }));
});

describe('durations of a request', () => {
  const rowOf = (object: object, fields?: Readonly<Record<string, string>>) =>
    decodeAll(jsonl({ fields: fields ?? {} }), JSON.stringify({ time: '2026-05-09T16:00:00Z', ...object }))
      .rows[0];
  const nginx = { remote_addr: '::1', request: 'GET / HTTP/1.1', status: '200' };

  test('of nginx are in milliseconds under every name, lists as their sum', () => {
    const times = {
      request_time: '0.250',
      upstream_response_time: '0.100, 0.050',
      upstream_connect_time: 0.001,
    };
    expect(rowOf({ ...nginx, ...times })).toMatchObject({
      duration: 250,
      request_time: 250,
      upstream_response_time: 150,
      upstream_connect_time: 1,
    });
    expect(rowOf({ ...nginx, upstream_response_time: '-' })).toMatchObject({ upstream_response_time: null });
    expect(rowOf({ ...nginx, request_time: 0.25 }, { took: 'request_time' })).toMatchObject({ took: 250 });
    expect(rowOf({ upstream_response_time: '0.100' })).toMatchObject({ upstream_response_time: 100 });
  });

  test('of Traefik and Caddy too', () => {
    const traefik = { RequestPath: '/', RequestMethod: 'GET', DownstreamStatus: 200 };
    const times = { Duration: 2_500_000, OriginDuration: 2_000_000, Overhead: 500_000 };
    expect(rowOf({ ...traefik, ...times })).toMatchObject({
      duration: 2.5,
      origin_duration: 2,
      overhead: 0.5,
    });
    const caddy = { request: { uri: '/' }, status: 200, duration: 0.29 };
    expect(rowOf(caddy, { took: 'duration' })).toMatchObject({ duration: 290, took: 290 });
  });

  test('of what is no request stay as they are', () => {
    expect(rowOf({ request_time: 0.25, Overhead: 7, duration: 3 })).toMatchObject({
      request_time: 0.25,
      overhead: 7,
      duration: 3,
    });
  });
});
