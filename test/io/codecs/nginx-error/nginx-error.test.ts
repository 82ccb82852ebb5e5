import { describe, expect, test } from 'vitest';
import { nginxError } from '../../../../src/io/codecs/nginx-error/nginx-error.js';
import { rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [NOT_FOUND = '', NOTICE = '', UPSTREAM = '', BUFFERED = '', STREAM = ''] =
  TEXT_SAMPLES['nginx-error'].rows;
const row = (line: string) => rowOf(nginxError.codec(), line);

describe("a line of nginx's error log", () => {
  test('has the message, and what follows it under the names of an access log', () => {
    expect(row(NOT_FOUND)).toStrictEqual({
      time: Date.parse('2024-05-01T12:00:00Z'),
      severity: 'error',
      pid: 7,
      tid: 9,
      connection: 12,
      message: 'open() "/srv/www/favicon.ico" failed (2: No such file or directory)',
      host: '192.0.2.1',
      server: 'www.example.com',
      method: 'GET',
      path: '/favicon.ico?a=b',
      section: '/favicon.ico',
      protocol: 'HTTP/1.1',
      subrequest: undefined,
      upstream: undefined,
      vhost: 'www.example.com',
      referer: 'https://www.example.com/',
    });
  });

  test('without a connection or a request has no more than the message', () => {
    expect(row(NOTICE)).toMatchObject({
      severity: 'notice',
      message: 'using the "epoll" event method',
      connection: undefined,
      host: undefined,
      section: undefined,
    });
  });

  test('says what was asked upstream, also of a stream', () => {
    expect(row(UPSTREAM)).toMatchObject({
      host: '2001:db8::7',
      server: null,
      upstream: 'http://198.51.100.5:8080/api/login',
      vhost: 'api.example.com:8443',
    });
    expect(row(BUFFERED)).toMatchObject({ path: '/a, b', subrequest: '/auth' });
    expect(row(STREAM)).toMatchObject({ host: '192.0.2.3', upstream: '198.51.100.5:443' });
  });

  test('in which a request has written a client of its own has none at all', () => {
    const inPath = NOT_FOUND.replace('favicon.ico"', 'x, client: 198.51.100.66, server: y"');
    expect(row(inPath)).toMatchObject({ host: undefined, vhost: undefined });
    const inRequest = NOT_FOUND.replace('?a=b', ' HTTP/1.1", host: "evil.example');
    expect(row(inRequest)).toMatchObject({ host: undefined, vhost: undefined });
  });

  test('has its time in the zone that is said', () => {
    const codec = nginxError.codec({ time: { zone: 'Europe/Paris' } });
    expect(rowOf(codec, NOTICE).time).toBe(Date.parse('2024-05-01T10:00:01Z'));
  });
});
