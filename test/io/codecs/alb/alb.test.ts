import { describe, expect, test } from 'vitest';
import { alb, isAlb } from '../../../../src/io/codecs/alb/alb.js';
import { codecContract } from '../../../contracts/codec-contract.js';
import { decodeLines, OTHER_LINES, rowOf } from '../decode-lines.js';

// The examples of AWS's documentation, shortened.
const FIXED = '2018-07-02T22:23:00.186641Z app/my-lb/50dc';
const REQUEST = '"GET https://www.example.com:443/a/b?c=d HTTP/1.1" "curl/7.46.0"';
const TAIL =
  'ECDHE TLSv1.2 arn:aws:tg/73e2 "Root=1-58337281" "www.example.com" "arn:aws:acm:1" 1 2018-07-02T22:22:48.364000Z ' +
  '"authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1';
const LINE = `https ${FIXED} 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 201 0 57 ${REQUEST} ${TAIL}`;
const CLASSIC =
  '2015-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 ' +
  '"GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -';
const OLD_CLASSIC = CLASSIC.slice(0, CLASSIC.indexOf(' "curl'));
const TCP =
  '2015-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -';
const at = Date.parse('2018-07-02T22:23:00.186Z');

const ROW = {
  time: at,
  host: '192.168.131.39',
  method: 'GET',
  path: '/a/b?c=d',
  section: '/a',
  protocol: 'HTTP/1.1',
  vhost: 'www.example.com:443',
  status: 200,
  size: 57,
  agent: 'curl/7.46.0',
  duration: 171,
  type: 'https',
  elb: 'app/my-lb/50dc',
  client_port: 2817,
  target_ip: '10.0.0.1',
  target_port: 80,
  request_processing_time: 86,
  target_processing_time: 48,
  response_processing_time: 37,
  target_status_code: 201,
  received_bytes: 0,
  ssl_cipher: 'ECDHE',
  ssl_protocol: 'TLSv1.2',
  target_group_arn: 'arn:aws:tg/73e2',
  trace_id: 'Root=1-58337281',
  domain_name: 'www.example.com',
  chosen_cert_arn: 'arn:aws:acm:1',
  matched_rule_priority: 1,
  request_creation_time: Date.parse('2018-07-02T22:22:48.364Z'),
  actions_executed: 'authenticate,forward',
  redirect_url: null,
  error_reason: null,
  target_port_list: '10.0.0.1:80',
  target_status_code_list: '200',
  classification: null,
  classification_reason: null,
  conn_trace_id: 'TID_1',
};
const NOT_YET = {
  transformed_host: undefined,
  transformed_uri: undefined,
  request_transform_status: undefined,
};

const requested = (request: string) => {
  const { method, path, section, protocol, vhost } = rowOf(
    alb(),
    LINE.replace(/"GET.*?"/, () => `"${request}"`),
  );
  return { method, path, section, protocol, vhost };
};

describe('a line of an Application Load Balancer', () => {
  test('has the names of access logs, and its own else', () => {
    expect(rowOf(alb(), LINE)).toStrictEqual({ ...ROW, ...NOT_YET });
  });

  test('has its own names where they are asked for', () => {
    const fields = ['client_ip', 'elb_status_code', 'sent_bytes', 'user_agent', 'request'];
    expect(rowOf(alb(), LINE, fields)).toStrictEqual({
      time: at,
      client_ip: '192.168.131.39',
      elb_status_code: 200,
      sent_bytes: 57,
      user_agent: 'curl/7.46.0',
      request: 'GET https://www.example.com:443/a/b?c=d HTTP/1.1',
    });
  });

  test('may have more fields, or end anywhere after the request', () => {
    const longer = rowOf(alb(), `${LINE} "h" "/u" "ok" what comes next`);
    expect(longer).toStrictEqual({
      ...ROW,
      transformed_host: 'h',
      transformed_uri: '/u',
      request_transform_status: 'ok',
    });
    const shorter = rowOf(alb(), LINE.slice(0, LINE.indexOf(' "curl')));
    expect(shorter).toMatchObject({ path: '/a/b?c=d', agent: undefined, trace_id: undefined });
  });

  test('without a target has null for it, and no duration', () => {
    const line = LINE.replace('10.0.0.1:80 0.086 0.048 0.037 200 201', '- -1 -1 -1 503 -');
    expect(rowOf(alb(), line)).toMatchObject({
      target_ip: null,
      target_port: null,
      request_processing_time: null,
      target_processing_time: null,
      response_processing_time: null,
      duration: null,
      status: 503,
      target_status_code: null,
    });
    expect(rowOf(alb(), LINE.replace('0.048', '-1'))).toMatchObject({ duration: null });
  });

  test('may have a client with an IPv6 address', () => {
    const line = LINE.replace('192.168.131.39:2817', '2001:db8::1:2817');
    expect(rowOf(alb(), line)).toMatchObject({ host: '2001:db8::1', client_port: 2817 });
  });

  test.each([
    ['GET http://h:80/ HTTP/1.1', { method: 'GET', path: '/', section: '/', vhost: 'h:80' }],
    ['GET http://h:80 HTTP/1.1', { path: '/', section: '/', vhost: 'h:80' }],
    ['GET http://h?x=/y/z HTTP/1.1', { path: '?x=/y/z', section: '/', vhost: 'h' }],
    ['GET http://h/a b HTTP/2.0', { path: '/a b', section: '/a b', protocol: 'HTTP/2.0' }],
    ['GET /a/b HTTP/1.1', { path: '/a/b', section: '/a', vhost: null }],
    [String.raw`GET http://h/\x22q\x22/x HTTP/1.1`, { path: '/"q"/x', section: '/"q"' }],
    ['GET http://h/"q"/x HTTP/1.1', { path: '/"q"/x', section: '/"q"' }],
    ['- http://h:80- -', { method: null, path: null, section: '(other)', protocol: null, vhost: null }],
    ['-', { method: null, path: null, section: '(other)' }],
    ['', { method: null, path: null, section: '(other)' }],
  ])('with the request %s', (request, want) => {
    expect(requested(request)).toMatchObject(want);
  });
});

describe('a line of a Classic Load Balancer', () => {
  test('has the same names, and no type', () => {
    expect(rowOf(alb(), CLASSIC)).toMatchObject({
      // It came at 43.945, and took 1.1 ms.
      time: Date.parse('2015-05-13T23:39:43.946Z'),
      host: '192.168.131.39',
      method: 'GET',
      path: '/',
      section: '/',
      vhost: 'www.example.com:80',
      status: 200,
      size: 29,
      agent: 'curl/7.38.0',
      duration: 1.178,
      type: undefined,
      elb: 'my-lb',
      target_ip: '10.0.0.1',
      target_status_code: 200,
      ssl_cipher: null,
      target_group_arn: undefined,
    });
    expect(rowOf(alb(), OLD_CLASSIC)).toMatchObject({ status: 200, path: '/', agent: undefined });
  });

  test('of a TCP listener has no request', () => {
    expect(rowOf(alb(), TCP)).toMatchObject({
      method: null,
      section: '(other)',
      status: null,
      size: 305,
      agent: null,
    });
  });
});

describe('a line is malformed', () => {
  test.each([
    ['that ends before the request', LINE.slice(0, LINE.indexOf(' "GET'))],
    ['without a valid time', LINE.replace('2018-07-02', '2018-02-30')],
    ['without a time', LINE.replace('2018-07-02T22:23:00.186641Z', '-')],
    ['whose status is none', LINE.replace(' 200 201 ', ' OK 201 ')],
    ['of text', '2018-07-02T22:23:00Z one two three four five six seven eight nine ten eleven twelve'],
  ])('%s', (_, line) => {
    expect(decodeLines(alb(), line).rejected).toMatchObject([{ reason: 'malformed', offset: 0 }]);
  });
});

describe('isAlb', () => {
  test.each([LINE, CLASSIC, OLD_CLASSIC, TCP, LINE.replace('10.0.0.1:80 0.086', '- -1')])(
    'takes %s',
    (line) => {
      expect(isAlb(line)).toBe(true);
    },
  );

  test.each([
    ...OTHER_LINES,
    'tls 2.0 2020-04-01T08:51:42 net/my-nlb/c6 g3d 72.21.218.154:51341 172.100.100.185:443 5 2',
  ])('does not take %s', (line) => expect(isAlb(line)).toBe(false));
});

test('its fields are every name that a row may have', () => {
  expect(new Set(alb().fields)).toEqual(
    new Set([
      ...Object.keys({ ...ROW, ...NOT_YET }),
      'client_ip',
      'elb_status_code',
      'sent_bytes',
      'request',
      'user_agent',
    ]),
  );
});

const MIXED = [LINE, CLASSIC, TCP, '', 'x', LINE.replace('2018-07-02', '2018-02-30'), `${LINE} ä "open`].join(
  '\n',
);

codecContract('alb', () => alb(), [
  { name: 'mixed', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'no last newline, \\r\\n', bytes: Buffer.from(MIXED.replaceAll('\n', '\r\n')) },
]);
