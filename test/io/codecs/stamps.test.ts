import { describe, expect, test } from 'vitest';
import { codecOf } from '../../../src/config/parts/format.js';
import { FORMATS } from '../../../src/config/parts/formats.js';
import type { Parts, TimeSettings } from '../../../src/config/parts/part.js';
import type { PartSetting } from '../../../src/config/settings/part-setting.js';
import { tookMs } from '../../../src/io/codecs/time/stamped-at-start.js';

const PARTS = { formats: FORMATS } as unknown as Parts;

/** The times of the rows of lines, as `10:00:30.500`, or why a line is none. */
const timesOf = (
  format: PartSetting,
  lines: readonly string[],
  time: TimeSettings = {},
  fields: readonly string[] | 'all' = [],
): string[] => {
  const decoder = codecOf(format, PARTS, time).decoder(fields);
  const { rows, rejected } = decoder.decode(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return [
    ...rows.map((row) => new Date(row.time).toISOString().slice(11, 23)),
    ...rejected.map(({ reason, detail }) => `${reason}: ${detail}`),
  ];
};

const CLF = '192.0.2.1 - - [14/Jan/2026:10:00:10 +0000] "GET /api HTTP/1.1" 504 19';
const COMBINED = `${CLF} "-" "curl/8"`;
const TRAEFIK_JSON =
  '{"ClientHost":"192.0.2.1","RequestMethod":"GET","RequestPath":"/","DownstreamStatus":200,"Duration":20500000000,"StartUTC":"2026-01-14T10:00:10Z","time":"2026-01-14T10:00:30Z"}';
const ENVOY_JSON =
  '{"start_time":"2026-01-14T10:00:10.000Z","method":"GET","path":"/","response_code":504,"duration":20500,"response_flags":"UT"}';
const ENVOY =
  '[2026-01-14T10:00:10.000Z] "GET /api HTTP/2" 504 UT 0 226 20500 100 "192.0.2.1" "curl/8" "cc21d9b0" "locations" "tcp://10.0.2.1:80"';
const ISTIO =
  '[2026-01-14T10:00:10.000Z] "GET /api HTTP/1.1" 504 UT response_timeout - "-" 0 24 20500 - "-" "curl/8" "8e" "a" "10.4.0.5:80" b - 10.1.1.1:1 10.1.1.2:2 - default';
const HAPROXY =
  'haproxy: 10.0.1.2:33317 [14/Jan/2026:10:00:10.000] http-in static/srv1 10/0/30/69/20500 504 2750 - - sH-- 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"';
const S3 =
  '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3 [14/Jan/2026:10:00:10 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT key "GET /key HTTP/1.1" 200 - 113 113 20500 6 "-" "S3Console/0.4" - s9 SigV4 ECDHE AuthHeader h TLSv1.2 - -';
const CLASSIC =
  '2026-01-14T10:00:10.000000Z my-lb 192.0.2.1:2817 10.0.0.1:80 0.5 19.5 0.5 504 504 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/8" - -';
const ALB =
  'http 2026-01-14T10:00:30.500000Z app/my-lb/50dc6c495c0c9188 192.0.2.1:2817 10.0.0.1:80 0.5 19.5 0.5 504 504 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/8" - - arn "Root=1" "-" "-" 0 2026-01-14T10:00:10.000000Z "forward" "-" "-" "10.0.0.1:80" "504" "-" "-"';

describe('a log that is written at the end and stamped at the start', () => {
  test.each<[string, PartSetting, string]>([
    ['Traefik’s access log', 'access-log', `${COMBINED} 1 "router" "http://10.0.0.1" 20500ms`],
    ['Apache’s %D', { 'access-log': { duration: 'us' } }, `${COMBINED} 20500000`],
    ['Apache’s %{ms}T', { 'access-log': { duration: 'ms' } }, `${COMBINED} 20500`],
    ['Traefik’s JSON', 'jsonl', TRAEFIK_JSON],
    ['Envoy’s JSON', 'jsonl', ENVOY_JSON],
    ['Envoy’s own format', 'lines', ENVOY],
    ['Istio’s own format', 'lines', ISTIO],
    ['HAProxy’s accept date', 'lines', HAPROXY],
    ['S3’s access log', 's3-access', S3],
    ['a Classic Load Balancer', 'alb', CLASSIC],
  ])('gives rows the time at which it was over: %s', (_, format, line) => {
    expect(timesOf(format, [line])).toEqual(['10:00:30.500']);
    expect(timesOf(format, [line], {}, 'all')).toEqual(['10:00:30.500']);
    // It can be told to leave them, and to do what it does by itself, which is not done twice.
    expect(timesOf(format, [line], { stamp: 'end' })).toEqual(['10:00:10.000']);
    if (format !== 'lines' && line !== ENVOY_JSON && line !== TRAEFIK_JSON)
      expect(timesOf(format, [line], { stamp: 'start' })).toEqual(['10:00:30.500']);
  });

  test.each<[string, PartSetting, string]>([
    ['Traefik’s access log', 'auto', `${COMBINED} 1 "router" "http://10.0.0.1" 20500ms`],
    ['Envoy’s JSON', 'auto', ENVOY_JSON],
    ['S3', 'auto', S3],
    ['a Classic Load Balancer', 'auto', CLASSIC],
  ])('does so where the format is told by the lines: %s', (_, format, line) => {
    expect(timesOf(format, [line])).toEqual(['10:00:30.500']);
    expect(timesOf(format, [line], { stamp: 'end' })).toEqual(['10:00:10.000']);
  });

  test('takes whole seconds of %T as they are, and adds nothing for 0 and -', () => {
    expect(
      timesOf({ 'access-log': { duration: 's' } }, [`${COMBINED} 20`, `${COMBINED} 0`, `${COMBINED} -`]),
    ).toEqual(['10:00:30.000', '10:00:10.000', '10:00:10.000']);
  });

  test('is not taken for one: a size at the end of a common line is no duration', () => {
    expect(timesOf({ 'access-log': { duration: 'us' } }, [CLF, `${COMBINED} 0.5 20500000`])).toEqual([
      '10:00:10.000',
      '10:00:10.000',
    ]);
    expect(timesOf('access-log', [CLF, COMBINED, `${COMBINED} 20500000`])).toEqual(
      Array.from({ length: 3 }, () => '10:00:10.000'),
    );
  });
});

describe('a log that is stamped at the end', () => {
  test.each<[string, PartSetting, string]>([
    ['nginx with $request_time', 'access-log', `${COMBINED.replace('10:00:10', '10:00:30')} 20.500`],
    ['nginx with rt=', 'access-log', `${COMBINED.replace('10:00:10', '10:00:30')} rt=20.500`],
    ['an Application Load Balancer', 'alb', ALB.replace('30.500', '30.000')],
    [
      'a nginx log_format',
      { nginx: '$remote_addr [$time_local] "$request" $status $request_time' },
      '192.0.2.1 [14/Jan/2026:10:00:30 +0000] "GET / HTTP/1.1" 504 20.5',
    ],
  ])('is left as it is: %s', (_, format, line) => {
    expect(timesOf(format, [line])).toEqual(['10:00:30.000']);
    expect(timesOf(format, [line], { stamp: 'start' })).toEqual(['10:00:50.500']);
  });
});

describe('stamp: start', () => {
  test('takes the field that it names, in the unit that it names', () => {
    const regex = { regex: '^(?<time>\\S+) (?<took>\\S+)$' } as unknown as PartSetting;
    const lines = ['2026-01-14T10:00:10Z 20500', '2026-01-14T10:00:10Z 20.5s', '2026-01-14T10:00:10Z -'];
    const stamp = { start: 'took', unit: 'ms' } as const;
    expect(timesOf(regex, lines, { stamp })).toEqual(['10:00:30.500', '10:00:30.500', '10:00:10.000']);
    const csv = ['time,took', '2026-01-14T10:00:10Z,20500000'];
    expect(timesOf('csv', csv, { stamp: { start: 'took', unit: 'us' } })).toEqual(['10:00:30.500']);
    const logfmt = ['time=2026-01-14T10:00:10Z took=20500000000'];
    expect(timesOf('logfmt', logfmt, { stamp: { start: 'took', unit: 'ns' } })).toEqual(['10:00:30.500']);
    const json = ['{"time":"2026-01-14T10:00:10Z","http":{"took":20.5}}'];
    expect(timesOf('jsonl', json, { stamp: { start: 'http_took', unit: 's' } })).toEqual(['10:00:30.500']);
  });

  test('is refused where the rows have no such field', () => {
    const regex = { regex: '^(?<time>\\S+)$' } as unknown as PartSetting;
    expect(() => timesOf(regex, [], { stamp: 'start' })).toThrow('Rows have no field duration');
  });

  test('adds what a duration means, and nothing for what is none', () => {
    const of = (values: readonly unknown[]): number[] => values.map((value) => tookMs(value, 'ms'));
    expect(of([20, 20.9, '20', '20ms', '1.5s', '1500us', '1500µs', '2000000ns'])).toEqual([
      20, 20, 20, 20, 1500, 1, 1, 2,
    ]);
    expect(of([null, undefined, '', '-', 'x', '-5', -5, Number.NaN, 1e300, '1e3', {}])).toEqual(
      Array.from({ length: 11 }, () => 0),
    );
  });
});
