import { describe, expect, test } from 'vitest';
import { ingressNginx } from '../../../../src/io/codecs/ingress-nginx/ingress-nginx.js';
import { decodeLines, rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const { rows, rejected } = TEXT_SAMPLES['ingress-nginx'];
const [PLAIN = '', RETRIED = '', NOBODY = '', OLD = ''] = rows;
const row = (line: string) => rowOf(ingressNginx.codec(), line);

describe('a line of ingress-nginx', () => {
  test('has the fields of an access log, and what was asked upstream', () => {
    expect(row(PLAIN)).toStrictEqual({
      time: Date.parse('2024-05-01T10:00:00Z'),
      host: '192.0.2.1',
      user: 'jo',
      method: 'GET',
      path: '/api/a?b=c',
      section: '/api',
      protocol: 'HTTP/2.0',
      vhost: null,
      status: 200,
      size: 612,
      referer: 'https://www.example.com/',
      agent: 'Mozilla/5.0 (X11; "q")',
      request_length: 75,
      duration: 3,
      proxy_upstream_name: 'default-web-80',
      proxy_alternative_upstream_name: null,
      upstream_addr: '198.51.100.5:80',
      upstream_response_length: 612,
      upstream_response_time: 2,
      upstream_status: 200,
      req_id: 'd1c5a0b6a1f84c0f8a5c6c0e0b8f9a10',
    });
  });

  test('for which several servers were asked has the sums of sizes and times', () => {
    expect(row(RETRIED)).toMatchObject({
      duration: 4004,
      upstream_addr: '198.51.100.5:8080, 198.51.100.6:8080',
      upstream_response_length: 157,
      upstream_response_time: 4004,
      upstream_status: '504, 502',
      req_id: 'e2',
    });
    expect(row(OLD)).toMatchObject({
      host: '192.0.2.4',
      user: null,
      upstream_addr: '198.51.100.5:80 : 198.51.100.7:80',
      upstream_response_time: 10,
      upstream_status: '302 : 200',
      req_id: undefined,
    });
  });

  test('for which nobody was asked has null for all of it', () => {
    expect(row(NOBODY)).toMatchObject({ upstream_addr: null, upstream_response_time: null, req_id: 'f3' });
  });

  test('of the controller is no request', () => {
    expect(
      decodeLines(ingressNginx.codec(), rejected.join('\n')).rejected.map(({ reason }) => reason),
    ).toEqual(['malformed', 'not-a-request', 'no-time']);
  });
});
