import { describe, expect, test } from 'vitest';
import { envoy } from '../../../../src/io/codecs/envoy/envoy.js';
import { decodeLines, rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const { rows, rejected } = TEXT_SAMPLES.envoy;
const [DEFAULT = '', ISTIO = '', OLD_ISTIO = '', TCP = ''] = rows;
const row = (line: string) => rowOf(envoy.codec(), line);

describe('a line of Envoy', () => {
  test('in the default format has the time at which it was over, and the first address that was forwarded', () => {
    expect(row(DEFAULT)).toMatchObject({
      time: Date.parse('2024-05-01T12:00:00.262Z'),
      host: '192.0.2.1',
      method: 'GET',
      path: '/api/x?y=z',
      section: '/api',
      protocol: 'HTTP/1.1',
      status: 200,
      size: 612,
      duration: 12,
      agent: 'curl/8.5',
      vhost: 'www.example.com',
      response_flags: null,
      bytes_received: 0,
      upstream_service_time: 11,
      x_forwarded_for: '192.0.2.1,198.51.100.2',
      upstream_host: '198.51.100.5:80',
      upstream_cluster: undefined,
    });
    expect(rowOf(envoy.codec({ time: { stamp: 'end' } }), DEFAULT).time).toBe(
      Date.parse('2024-05-01T12:00:00.250Z'),
    );
  });

  test("in Istio's format has more, and whoever connected where nothing was forwarded", () => {
    expect(row(ISTIO)).toMatchObject({
      host: '192.0.2.8',
      status: 503,
      response_flags: 'UH',
      response_code_details: 'no_healthy_upstream',
      upstream_transport_failure_reason: null,
      bytes_received: 7,
      size: 19,
      upstream_service_time: null,
      upstream_cluster: 'outbound|80||api.default.svc.cluster.local',
      downstream_remote_address: '192.0.2.8:51712',
      route_name: 'default',
    });
    expect(row(OLD_ISTIO)).toMatchObject({
      host: '2001:db8::8',
      size: 5,
      duration: 3,
      agent: 'curl',
      vhost: 'old',
    });
  });

  test('of a connection without a request has no path', () => {
    expect(row(TCP)).toMatchObject({ method: null, section: '(other)', status: 0, response_flags: 'UF,URX' });
  });

  test('of Envoy itself is no request', () => {
    expect(decodeLines(envoy.codec(), rejected.join('\n')).rejected.map(({ reason }) => reason)).toEqual([
      'not-a-request',
      'not-a-request',
      'no-time',
    ]);
  });
});
