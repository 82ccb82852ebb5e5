import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

interface Parts {
  readonly body?: string;
  readonly headers?: string;
  readonly to?: string;
  readonly notify?: string;
  readonly message?: string;
  readonly format?: string;
  readonly rejected?: string;
}

const config = ({ body = '{ t: "{message}" }', headers, ...more }: Parts): string => {
  const { to, notify = 'hook', message = '{hits} at {path}', format = 'access-log', rejected } = more;
  return `version: 1
sinks:
  hook: { http: "http://127.0.0.1:9/x", body: ${body}${headers === undefined ? '' : `, headers: ${headers}`} }
pipelines:
  web:
    source: { stdin: true, format: ${format} }
${rejected === undefined ? '' : `    rejected: ${rejected}\n`}    streams:
      traffic:
        by: path
        window: 10s
        measure: { hits: count(), errors: count(status >= 500) }
${to === undefined ? '' : `        to: ${to}\n`}        alerts: { busy: { value: hits, above: 3, message: "${message}", notify: ${notify} } }
`;
};

const said = (parts: Parts, environment = {}): readonly string[] =>
  diagnose(config(parts), { environment }).diagnostics.map(
    ({ severity, message, suggestion, place }) =>
      `${place?.line}:${place?.length} ${severity}: ${message} ${suggestion}`,
  );

describe('check warns of', () => {
  it('a body with a field that nothing has that goes there', () => {
    expect(said({ body: '{ t: "{mesage}" }' })).toEqual([
      '3:8 warning: Nothing that goes there has a field "mesage": it is sent without it. did you mean {message}?',
    ]);
    expect(said({ body: '{ a: ["{state}", { b: "x {errors:%} {nothing}" }] }' })).toHaveLength(2);
    expect(said({ body: '"{alert} {hits}"', message: '{path}' })).toHaveLength(1);
  });

  it('fields in headers, which hold none', () => {
    expect(said({ headers: '{ x-path: "{path}" }' })).toEqual([
      '3:6 warning: {path} is sent as it stands: only bodies have fields. put it in body, or take it out',
    ]);
    expect(said({ headers: '{ x: "${S}" }' }, { S: '{path}' })).toEqual([]);
  });
});

describe('check is silent on a body', () => {
  it.each<[string, Parts]>([
    [
      'of what every transition has',
      { body: '{ a: "{alert} {state} {value} {threshold} {time} {severity} {stream}" }' },
    ],
    ['of the key and of what the message is made of', { body: '"{path} {errors}"', message: '{errors}' }],
    [
      'of fields of the windows that go there too',
      { body: '"{message} {errors}"', to: '[hook]', message: '{path}' },
    ],
    [
      'of fields under the name that the log has',
      { body: '"{request_uri}"', format: "{ nginx: '$request_uri [$time_local]' }", to: '[hook]' },
    ],
    ['of what was rejected', { body: '"{message}{reason}"', rejected: '[hook]' }],
    ['that nobody writes to', { body: '"{mesage}"', notify: 'stdout' }],
    ['with a value from outside', { body: '"${S}"' }],
  ])('%s', (_, parts) => {
    expect(said(parts, { S: '{nothing}' }).filter((one) => one.includes('goes there'))).toEqual([]);
  });
});
