import { clf, clock, iso, json, type Mutation, seconds } from './mutation.js';

const alertOn = (measure: string, level: string): string => `
    streams:
      s:
        window: 1m
        measure: { x: "${measure}" }
        to: [stdout]
        alerts: { a: { value: x, above: ${level} } }`;

const FIRING = [{ alert: 'a', state: 'firing' }];
const NGINX = (variables: string): string => `{ nginx: '[$time_local] "$request" $status ${variables}' }`;
const nginx = (second: number, tail: string): string =>
  `[02/Mar/2026:${clock(second)} +0000] "GET /a HTTP/1.1" 200 ${tail}`;
const ALB = (second: number): string =>
  `https 2026-03-02T${clock(second)}.000000Z app/a/1 192.0.2.1:2817 10.0.0.1:80 0.001 1.250 0.002 200 200 34 366 "GET https://example.com:443/ HTTP/1.1" "curl/8" ECDHE TLSv1.2 arn:aws:x "Root=1-2" "example.com" "arn:aws:y" 0 2026-03-02T${clock(second)}.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;

/** Levels, columns and texts in units other than one thinks. */
export const UNITS: readonly Mutation[] = [
  {
    name: 'nginx counts seconds, the level milliseconds',
    format: NGINX('$request_time'),
    lines: seconds((second) => nginx(second, '1.250')),
    pipeline: alertOn('p95(request_time)', '900ms'),
    right: FIRING,
  },
  {
    name: 'nginx lists the times of two upstreams',
    format: NGINX('$upstream_response_time'),
    lines: seconds((second) => nginx(second, '0.000, 4.004')),
    pipeline: alertOn('max(upstream_response_time)', '4s'),
    right: [...FIRING, { x: 4004 }],
  },
  {
    name: 'a condition in seconds on a list of times',
    format: NGINX('$upstream_response_time'),
    lines: seconds((second) => nginx(second, second % 2 === 0 ? '0.500 : 0.700' : '-')),
    pipeline: alertOn('count(upstream_response_time > 1000)', '20'),
    right: [...FIRING, { x: 30 }],
  },
  {
    name: 'a load balancer counts seconds',
    format: 'alb',
    lines: seconds(ALB),
    pipeline: alertOn('p99(target_processing_time)', '500ms'),
    right: FIRING,
  },
  {
    name: 'a whole number at the end of a line, of whatever unit',
    format: 'access-log',
    lines: seconds((second) => clf(second, ' "-" "curl/8" 50000')),
    pipeline: alertOn('p95(duration)', '1s'),
    said: /Say which: format: \{ access-log: \{ duration: us \} \}/,
  },
  {
    name: 'the same, said to be microseconds',
    format: '{ access-log: { duration: us } }',
    lines: seconds((second) => clf(second, ' "-" "curl/8" 50000')),
    pipeline: alertOn('max(duration)', '49ms'),
    right: [...FIRING, { x: 50 }],
  },
  {
    name: 'a pair of whole numbers at the end of a line',
    format: 'access-log',
    lines: seconds((second) => clf(second, ' "-" "curl/8" **0/50000**')),
    pipeline: alertOn('p95(duration)', '1s'),
    said: /Say which: format: \{ access-log: \{ duration: us \} \}/,
  },
  {
    name: 'the same, said to be microseconds in the second',
    format: '{ access-log: { duration: us } }',
    lines: seconds((second) => clf(second, ' "-" "curl/8" **0/50000**')),
    pipeline: alertOn('max(duration)', '49ms'),
    right: [...FIRING, { x: 50 }],
  },
  {
    name: 'a duration in JSON, said to be seconds',
    format: '{ jsonl: { duration: s } }',
    lines: seconds((second) => `{"time":"2026-03-02T${clock(second)}Z","duration":0.75}`),
    pipeline: alertOn('max(duration)', '500ms'),
    right: [...FIRING, { x: 750 }],
  },
  {
    name: 'a decimal at the end of a line, which is seconds',
    format: 'access-log',
    lines: seconds((second) => clf(second, ' "-" "curl/8" 0.750')),
    pipeline: alertOn('max(duration)', '500ms'),
    right: [...FIRING, { x: 750 }],
  },
  {
    name: 'IIS counts milliseconds',
    format: 'w3c',
    lines: [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time cs-method cs-uri-stem sc-status time-taken',
      ...seconds((second) => `2026-03-02 ${clock(second)} GET /a 200 1250`),
    ],
    pipeline: alertOn('max(duration)', '1s'),
    right: [...FIRING, { x: 1250 }],
  },
  {
    name: 'CloudFront counts seconds',
    format: 'cloudfront',
    lines: [
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status time-taken',
      ...seconds((second) =>
        [
          '2026-03-02',
          clock(second),
          'FRA2',
          '100',
          '192.0.2.1',
          'GET',
          'd.example',
          '/a',
          '200',
          '1.250',
        ].join('\t'),
      ),
    ],
    pipeline: alertOn('max(duration)', '1s'),
    right: [...FIRING, { x: 1250 }],
  },
  {
    name: 'durations in texts with their units',
    lines: json((second) => ({ took: second % 2 === 0 ? '1.25s' : '1250ms' })),
    pipeline: alertOn('max(took)', '1s'),
    right: [...FIRING, { x: 1250 }],
  },
  {
    name: 'numbers in texts',
    lines: json(() => ({ size: '1000' })),
    pipeline: alertOn('sum(size)', '59999'),
    right: [...FIRING, { x: 60_000 }],
  },
  {
    name: 'numbers with commas between thousands',
    lines: json(() => ({ size: '1,024' })),
    pipeline: alertOn('max(size)', '1000'),
    right: [...FIRING, { x: 1024 }],
  },
  {
    name: 'texts that are no numbers',
    lines: json((second) => ({ size: second === 0 ? 5 : 'many' })),
    pipeline: alertOn('sum(size)', '100'),
    said: /many/,
  },
  {
    name: 'seconds in JSON, a level in milliseconds',
    lines: json(() => ({ took: 1.25 })),
    pipeline: alertOn('p95(took)', '900ms'),
    said: /900ms|unit/,
  },
  {
    name: 'a share as a whole number',
    lines: json((second) => ({ status: second % 2 === 0 ? 500 : 200 })),
    pipeline: `
    streams:
      s:
        window: 1m
        measure: { n: count(), bad: count(status >= 500), x: "ratio(bad, n)" }
        alerts: { a: { value: x, above: 40 } }`,
    said: /40 ?%|never|share/,
  },
  {
    name: 'percents of a field from 0 to 100',
    lines: json((second) => ({ load: 50 + (second % 50) })),
    pipeline: alertOn('max(load)', '40%'),
    said: /40 ?%/,
  },
  {
    name: 'a rate by the minute',
    lines: json(() => ({})),
    pipeline: alertOn('count()', '59/m'),
    right: FIRING,
  },
  {
    name: 'a bandwidth',
    format: 'access-log',
    lines: seconds((second) => clf(second)),
    pipeline: alertOn('sum(size)', '99B/s'),
    right: [...FIRING, { x: 6000 }],
  },
  {
    name: 'a size for a duration',
    format: 'access-log',
    lines: seconds((second) => clf(second, ' "-" "-" 0.750')),
    pipeline: alertOn('p95(duration)', '5MB'),
    said: /duration/,
  },
  {
    name: 'a level without a unit',
    format: 'access-log',
    lines: seconds((second) => clf(second, ' "-" "-" 0.750')),
    pipeline: alertOn('p95(duration)', '0.5'),
    said: /unit|500ms|0\.5s|duration/,
  },
  {
    name: 'whole numbers past 2^53',
    lines: json((second) => ({ id: second })).map((line, second) =>
      line.replace(`"id":${second}`, `"id":61507691202804962${pad(second)}`),
    ),
    pipeline: `
    streams: { s: { window: 1m, measure: { x: distinct(id) }, to: [stdout] } }`,
    right: [{ x: 60 }],
  },
  {
    name: 'instants of whole seconds, milliseconds and microseconds',
    lines: seconds((second) => {
      const at = Date.parse(iso(second));
      return JSON.stringify({ time: [at / 1000, at, at * 1000][second % 3] });
    }),
    pipeline: `
    streams: { s: { window: 1m, measure: { x: count() }, to: [stdout] } }`,
    right: [{ start: '2026-03-02T10:00:00.000Z', x: 60 }],
  },
];

function pad(second: number): string {
  return String(second).padStart(2, '0');
}
