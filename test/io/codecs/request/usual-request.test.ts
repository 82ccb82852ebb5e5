import { expect, test } from 'vitest';
import { csv } from '../../../../src/io/codecs/csv/csv.js';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';

const FIELDS = ['host', 'vhost', 'method', 'path', 'section', 'status', 'size', 'duration'];

const rowOf = (codec: ReturnType<typeof csv>, text: string, fields: readonly string[] | 'all' = FIELDS) => {
  const decoder = codec.decoder(fields);
  return [...decoder.decode(Buffer.from(text)).rows, ...decoder.end().rows][0];
};

test('requests in logfmt have the fields of an access log, whatever they are called', () => {
  const line =
    'ts=2024-05-01T12:00:00Z http_method=GET uri=/a/b?c=1 status_code=503 bytes=5 remote_ip=192.0.2.9 host=example.com latency_us=1500';
  expect(rowOf(logfmt({ requests: true }), line)).toMatchObject({
    ...{ host: '192.0.2.9', vhost: 'example.com', method: 'GET', path: '/a/b?c=1', section: '/a' },
    ...{ status: 503, size: 5, duration: 1.5 },
  });
});

test('tables of requests have them too, and what is called host is a client only where it is an address', () => {
  const table = (host: string): string =>
    `time,host,request,status,response_body_len\n2024-05-01T12:00:00Z,${host},GET /x/y HTTP/1.1,200,7\n`;
  expect(rowOf(csv({ requests: true }), table('192.0.2.1'))).toMatchObject({
    ...{
      host: '192.0.2.1',
      vhost: null,
      method: 'GET',
      path: '/x/y',
      section: '/x',
      size: 7,
      duration: null,
    },
  });
  expect(rowOf(csv({ requests: true }), table('example.com'))).toMatchObject({
    ...{ host: null, vhost: 'example.com' },
  });
});

test('a duration of which nobody knows what it counts is none, and that is said once', () => {
  const said: string[] = [];
  const codec = logfmt({ requests: true, onWarning: (message) => void said.push(message) });
  const line = (duration: string): string =>
    `time=2024-05-01T12:00:00Z method=GET path=/ status=200 duration=${duration}\n`;
  expect(rowOf(codec, line('0.2') + line('0.3'))).toMatchObject({ duration: null });
  expect(said).toEqual([expect.stringContaining('duration is left empty')]);
  expect(rowOf(codec, line('1.2ms'), 'all')).toMatchObject({ duration: 1.2, path: '/' });
});

test('rows that need be no requests stay as they are written', () => {
  expect(rowOf(logfmt(), 'time=2024-05-01T12:00:00Z path=/a/b host=h status=1 duration=5')).toEqual({
    ...{ time: Date.parse('2024-05-01T12:00:00Z'), path: '/a/b', host: 'h', status: '1', duration: '5' },
  });
});
