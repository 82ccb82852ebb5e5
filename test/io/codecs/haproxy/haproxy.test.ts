import { describe, expect, test } from 'vitest';
import { haproxy } from '../../../../src/io/codecs/haproxy/haproxy.js';
import { decodeLines, rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [HTTP = '', LOGASAP = '', BAD = '', TCP = '', HTTPS = ''] = TEXT_SAMPLES.haproxy.rows;
const codec = () => haproxy.codec();

describe('a line of HAProxy', () => {
  test('of httplog has the fields of an access log, and its own', () => {
    expect(rowOf(codec(), HTTP)).toStrictEqual({
      time: Date.parse('2023-02-06T12:14:14.764Z'),
      host: '192.0.2.7',
      client_port: 33317,
      method: 'GET',
      path: '/api/index.html?a=b',
      section: '/api',
      protocol: 'HTTP/1.1',
      vhost: null,
      status: 200,
      size: 2750,
      duration: 109,
      frontend_name: 'http-in',
      backend_name: 'static',
      server_name: 'srv1',
      tq: 10,
      tw: 0,
      tc: 30,
      tr: 69,
      captured_request_cookie: null,
      captured_response_cookie: null,
      termination_state: '----',
      actconn: 1,
      feconn: 1,
      beconn: 1,
      srv_conn: 1,
      retries: 0,
      redispatched: false,
      srv_queue: 0,
      backend_queue: 0,
      captured_request_headers: 'www.example.com|curl/8.5',
      captured_response_headers: null,
      partial: false,
      ssl_fc_sni: undefined,
      sslv: undefined,
      sslc: undefined,
    });
  });

  test('that was written before the end says so, and has what there was then', () => {
    expect(rowOf(codec(), LOGASAP)).toMatchObject({
      time: Date.parse('2023-02-06T12:14:15.014Z'),
      tr: 12,
      duration: 13,
      size: 512,
      partial: true,
      retries: 2,
      redispatched: true,
      captured_request_cookie: 'SESS=1',
      frontend_name: 'www~',
    });
  });

  test('of a request that was none has no path, and null for timers of -1', () => {
    expect(rowOf(codec(), BAD)).toMatchObject({
      host: '2001:db8::5',
      client_port: 40002,
      method: null,
      section: '(other)',
      status: 408,
      tq: null,
      tr: null,
      duration: 5001,
      server_name: '<NOSRV>',
    });
    expect(rowOf(codec(), BAD.replace(' 408 ', ' -1 '))).toMatchObject({ status: null });
  });

  test('of tcplog has no request', () => {
    expect(rowOf(codec(), TCP)).toMatchObject({
      time: Date.parse('2023-02-06T12:14:22.010Z'),
      host: '192.0.2.9',
      method: undefined,
      section: undefined,
      status: undefined,
      tw: 0,
      tc: 1,
      tq: undefined,
      duration: 5007,
      size: 212,
      termination_state: '--',
      retries: 3,
    });
  });

  test('of httpslog has how TLS was spoken', () => {
    expect(rowOf(codec(), HTTPS)).toMatchObject({
      path: '/',
      ssl_fc_sni: 'www.example.com',
      sslv: 'TLSv1.3',
      sslc: 'TLS_AES_256_GCM_SHA384',
    });
  });

  test('that was cut off within its request counts, and has no half of a path', () => {
    expect(rowOf(codec(), HTTP.slice(0, HTTP.indexOf('index')))).toMatchObject({
      status: 200,
      path: undefined,
    });
  });

  test('has the time that is written where that is said, in the zone that is said', () => {
    expect(rowOf(haproxy.codec({ time: { stamp: 'end' } }), HTTP).time).toBe(
      Date.parse('2023-02-06T12:14:14.655Z'),
    );
    expect(rowOf(haproxy.codec({ time: { zone: 'America/New_York' } }), HTTP).time).toBe(
      Date.parse('2023-02-06T17:14:14.764Z'),
    );
  });

  test('of anything else is no request', () => {
    expect(
      decodeLines(codec(), TEXT_SAMPLES.haproxy.rejected.join('\n')).rejected.map(({ reason }) => reason),
    ).toEqual(['not-a-request', 'not-a-request', 'malformed', 'malformed']);
  });
});
