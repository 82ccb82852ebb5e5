import { clf, clock, iso, json, type Mutation, seconds } from './mutation.js';

const one = (stream: string): string => `
    streams: { s: { window: 1m, ${stream}, to: [stdout] } }`;

/** Names as they are written, as a row has them, and as neither has them. */
export const NAMES: readonly Mutation[] = [
  {
    name: 'a key by the name it is written with',
    lines: json((second) => ({ userId: second % 2 })),
    pipeline: one('by: [userId], measure: { x: count() }'),
    right: [{ user_id: 0, x: 30 }],
  },
  {
    name: 'a key by the name of the row',
    lines: json((second) => ({ userId: second % 2 })),
    pipeline: one('by: [user_id], measure: { x: count() }'),
    right: [{ user_id: 1, x: 30 }],
  },
  {
    name: 'a measure by the name it is written with',
    lines: json(() => ({ responseBytes: 10 })),
    pipeline: one('measure: { x: sum(responseBytes) }'),
    right: [{ x: 600 }],
  },
  {
    name: 'a condition by the name it is written with',
    lines: json((second) => ({ statusCode: second % 2 === 0 ? 500 : 200 })),
    pipeline: one('where: statusCode >= 500, measure: { x: count() }'),
    right: [{ x: 30 }],
  },
  {
    name: 'a nested field by its path',
    lines: json((second) => ({ user: { id: second % 2 } })),
    pipeline: one('measure: { x: "count(user.id == 1)" }'),
    right: [{ x: 30 }],
  },
  {
    name: 'a column of W3C by its own name',
    format: 'w3c',
    lines: [
      '#Fields: date time cs-method cs-uri-stem sc-status',
      ...seconds((second) => `2026-03-02 ${clock(second)} GET /a ${second % 2 === 0 ? 503 : 200}`),
    ],
    pipeline: one('measure: { x: "count(sc_status >= 500)" }'),
    right: [{ x: 30 }],
  },
  {
    name: 'a variable of nginx by its own name',
    format: `{ nginx: '[$time_local] "$request" $status $body_bytes_sent' }`,
    lines: seconds((second) => `[02/Mar/2026:${clock(second)} +0000] "GET /a HTTP/1.1" 200 10`),
    pipeline: one('measure: { x: sum(body_bytes_sent) }'),
    right: [{ x: 600 }],
  },
  {
    name: 'a key misspelled, of a format whose fields are known',
    format: 'access-log',
    lines: seconds((second) => clf(second)),
    pipeline: one('by: [sectoin], measure: { x: count() }'),
    said: /section/,
  },
  {
    name: 'a field that no row has',
    lines: json(() => ({ size: 10 })),
    pipeline: one('measure: { x: sum(sise) }'),
    said: /\bsise\b/,
  },
  {
    name: 'a condition on a field that no row has',
    lines: json(() => ({ status: 500 })),
    pipeline: one('measure: { x: "count(stauts >= 500)" }'),
    said: /\bstauts\b/,
  },
  {
    name: 'a key that no row has',
    lines: json(() => ({ app: 'web' })),
    pipeline: one('by: [aap], measure: { x: count() }'),
    said: /\baap\b/,
  },
  {
    name: 'an alert on a measure that there is not',
    lines: json(() => ({})),
    pipeline: `
    streams: { s: { window: 1m, measure: { x: count() }, alerts: { a: { value: y, above: 1 } } } }`,
    said: /"?y"?/,
  },
  {
    name: 'keys written as maps',
    lines: json((second) => ({ app: second % 2 === 0 ? 'web' : 'db' })),
    pipeline: one('by: [app], keys: [{ app: web }], measure: { x: count() }'),
    right: [
      { app: 'web', x: 30 },
      { app: 'db', x: 30 },
    ],
  },
  {
    name: 'keys of another number of fields',
    lines: json(() => ({ app: 'web', zone: 'a' })),
    pipeline: one('by: [app, zone], keys: [web], measure: { x: count() }'),
    said: /keys/,
  },
  {
    name: 'two names that become one',
    lines: json((second) => ({ userId: second % 2, user_id: 7 })),
    pipeline: one('by: [user_id], measure: { x: count() }'),
    said: /user_?id/i,
  },
  {
    name: 'keys that differ by a zero at the end',
    format: 'logfmt',
    lines: seconds((second) => `time=${iso(second)} version=${second % 2 === 0 ? '1.10' : '1.1'}`),
    pipeline: one('by: [version], measure: { x: count() }'),
    right: [{ version: '1.10', x: 30 }],
  },
  {
    name: 'a percentile as a fraction',
    lines: json((second) => ({ took: second })),
    pipeline: one('measure: { x: "percentile(took, 0.99)" }'),
    said: /99/,
  },
  {
    name: 'a stream that goes nowhere',
    lines: json(() => ({})),
    pipeline: `
    streams: { s: { window: 1m, measure: { x: count() } } }`,
    said: /nowhere|no output|\bto\b/,
  },
  {
    name: 'null for a name that is not there',
    format: 'access-log',
    lines: seconds((second) => clf(second)),
    pipeline: `
    use: access-log
    streams: { summry: null }`,
    said: /summary/,
  },
  {
    name: 'a ready-made pipeline with an underscore',
    format: 'access-log',
    lines: seconds((second) => clf(second)),
    pipeline: `
    use: access_log`,
    said: /access-log/,
  },
  {
    name: 'the field is a word of the language of conditions',
    lines: json((second) => ({ duration: second % 2 })),
    pipeline: one('measure: { x: "count(duration == 1)" }'),
    right: [{ x: 30 }],
  },
];
