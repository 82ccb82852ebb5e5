import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

const config = (format: string, stream: string): string =>
  `version: 1
pipelines:
  web:
    source: { file: a.log, format: ${format} }
    streams: { s: { ${stream}, window: 10s, to: [stdout] } }
`;

/** Every place in which a field may be named. */
const PLACES: readonly (readonly [string, (name: string) => string])[] = [
  ['by', (name) => `by: ["${name}"], measure: { n: count() }`],
  ['a condition', (name) => `where: '${name} != null', measure: { n: count() }`],
  ['a measure', (name) => `measure: { n: 'distinct(${name})' }`],
];

const MEANT: readonly (readonly [format: string, written: string, field: string])[] = [
  ['access-log', 'url', 'path'],
  ['access-log', 'target', 'path'],
  ['access-log', 'requestUri', 'path'],
  ['access-log', 'client_ip', 'host'],
  ['access-log', 'useragent', 'agent'],
  ['access-log', 'userAgent', 'agent'],
  ['access-log', 'request_time', 'duration'],
  ['access-log', 'response_time', 'duration'],
  ['access-log', 'responseTime', 'duration'],
  ['access-log', 'bytes', 'size'],
  ['access-log', 'statusCode', 'status'],
  ['access-log', 'elb_status_code', 'status'],
  ['access-log', 'verb', 'method'],
  ['access-log', 'timestamp', 'time'],
  ['access-log', 'sc_bytes', 'size'],
  ['alb', 'remote_addr', 'host'],
  ['alb', 'request_time', 'duration'],
  ['s3-access', 'url', 'path'],
  ['lines', 'message', 'line'],
  ['haproxy', 'termination', 'termination_state'],
  ['haproxy', 'Tt', 'duration'],
  ['auth', 'source_ip', 'ip'],
  ['netfilter', 'srcip', 'src'],
  ['alb', 'target_status', 'target_status_code'],
  ['envoy', 'x_request_id', 'request_id'],
];

describe('the name that another program has for a field', () => {
  it.each(MEANT)('of %s: %s is %s', (format, written, field) => {
    for (const [place, stream] of PLACES) {
      const { text } = diagnose(config(format, stream(written)));
      expect(text, place).toContain(`There is no field "${written}".`);
      expect(text, place).toContain(`write ${field}: the format ${format} calls it so`);
    }
  });

  it.each([
    ['vpc-flow', 'src', 'srcaddr'],
    ['vpc-flow', 'dst_port', 'dstport'],
    ['w3c', 'url', 'path'],
    ['cloudfront', 'client_ip', 'host'],
  ])('of %s, which may have more than is known, is doubted: %s is %s', (format, written, field) => {
    for (const [place, stream] of PLACES) {
      const { text, errors } = diagnose(config(format, stream(written)));
      expect(errors, place).toBe(0);
      expect(text, place).toContain(
        `warning: Rows of the format ${format} hardly have a field "${written}".`,
      );
      expect(text, place).toContain(`write ${field}: the format ${format} calls it so`);
    }
    expect(diagnose(config(format, 'by: [x_own], measure: { n: count() }')).text).toBe('');
  });

  it.each([
    ['$remote_addr', 'host'],
    ['$request_time', 'duration'],
    ['$body_bytes_sent', 'size'],
  ])('that nginx gives a variable, %s, is understood', (written) => {
    for (const [place, stream] of PLACES) {
      expect(diagnose(config('access-log', stream(written))).text, place).not.toContain('error:');
    }
  });

  it('is no advice where rows have no such field', () => {
    const { text } = diagnose(config('lines', 'by: [url], measure: { n: count() }'));
    expect(text).toContain('There is no field "url". There are time, line.');
    expect(text).not.toContain('write');
  });

  it('is said without a format where sources are of several', () => {
    const both = `version: 1
pipelines:
  web:
    source: [{ file: a.log, format: access-log }, { file: b.log, format: alb }]
    streams: { s: { by: url, window: 10s, measure: { n: count() }, to: [stdout] } }
`;
    expect(diagnose(both).text).toContain('write path\n');
  });
});
