import { describe, expect, test } from 'vitest';
import { cloudfront, isCloudFront } from '../../../../src/io/codecs/cloudfront/cloudfront.js';
import { isW3c, w3c } from '../../../../src/io/codecs/w3c/w3c.js';
import { codecContract } from '../../../contracts/codec-contract.js';
import { decodeLines, OTHER_LINES, rowOf } from '../decode-lines.js';

const FIELDS =
  '#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) ' +
  'cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes ' +
  'time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
  'sc-range-start sc-range-end\n';
const FIRST_12 =
  '2019-12-04\t21:02:31\tLAX50-C1\t392\t192.0.2.24\tGET\td111.cloudfront.net\t/a/index.html\t200\t-\tMozilla/5.0%20(X;%20C+)\t-';
const REST =
  '\t-\tHit\tSOX4x==\texample.org\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-';
const LINE = FIRST_12 + REST;
const at = Date.parse('2019-12-04T21:02:31Z');

const ROW = {
  time: at,
  host: '192.0.2.24',
  method: 'GET',
  path: '/a/index.html',
  section: '/a',
  protocol: 'HTTP/2.0',
  status: 200,
  size: 392,
  referer: null,
  agent: 'Mozilla/5.0 (X; C+)',
  vhost: 'example.org',
  duration: 1,
  x_edge_location: 'LAX50-C1',
  cs_host: 'd111.cloudfront.net',
  cs_cookie: null,
  x_edge_result_type: 'Hit',
  x_edge_request_id: 'SOX4x==',
  cs_protocol: 'https',
  cs_bytes: 23,
  x_forwarded_for: null,
  ssl_protocol: 'TLSv1.2',
  ssl_cipher: 'ECDHE',
  x_edge_response_result_type: 'Hit',
  fle_status: null,
  fle_encrypted_fields: null,
  c_port: 11040,
  time_to_first_byte: 1,
  x_edge_detailed_result_type: 'Hit',
  sc_content_type: 'text/html',
  sc_content_len: 78,
  sc_range_start: null,
  sc_range_end: null,
};

describe('an entry', () => {
  test('is the same row with header lines, without them, and read as w3c', () => {
    expect(rowOf(cloudfront(), LINE)).toStrictEqual(ROW);
    expect(rowOf(cloudfront(), FIELDS + LINE)).toStrictEqual(ROW);
    expect(rowOf(w3c(), FIELDS + LINE)).toStrictEqual(ROW);
  });

  test('may lack fields at its end, or have ones that are not known yet', () => {
    expect(rowOf(cloudfront(), FIRST_12)).toMatchObject({ host: '192.0.2.24', duration: undefined });
    expect(rowOf(cloudfront(), `${LINE}\tnew\tnewer`)).toStrictEqual(ROW);
    expect(rowOf(w3c(), `${FIELDS}${LINE}\tnew`)).toStrictEqual(ROW);
    expect(decodeLines(cloudfront(), FIRST_12.slice(0, -2)).rejected).toMatchObject([
      { reason: 'malformed' },
    ]);
  });

  test('follows the header where that has another order', () => {
    const text = '#Fields: date time c-ip x-edge-location\n2019-12-04\t21:02:31\t::1\tLAX1';
    expect(rowOf(cloudfront(), text)).toStrictEqual({ time: at, host: '::1', x_edge_location: 'LAX1' });
  });

  test.each([
    ['a%20b', 'a b'],
    ['a%2520b', 'a b'],
    ['a%252520b', 'a%20b'],
    ['50%', '50%'],
    ['50%2', '50%2'],
    ['%zz%C3%A4', '%zzä'],
    ['a+b', 'a+b'],
  ])('has the agent %s as %s, and as it is logged under its own name', (logged, agent) => {
    const line = LINE.replace('Mozilla/5.0%20(X;%20C+)', logged);
    expect(rowOf(cloudfront(), line, ['agent', 'cs_user_agent'])).toEqual({
      time: at,
      agent,
      cs_user_agent: logged,
    });
  });
});

describe('isCloudFront', () => {
  test('takes a header and an entry', () => {
    expect(isCloudFront(FIELDS.split('\n')[1] ?? '')).toBe(true);
    expect(isCloudFront(LINE)).toBe(true);
  });

  test.each(OTHER_LINES)('does not take %s', (line) => expect(isCloudFront(line)).toBe(false));

  test('leaves a file that begins with #Version to w3c', () => {
    expect([isCloudFront('#Version: 1.0'), isW3c('#Version: 1.0')]).toEqual([false, true]);
  });
});

test('its fields are every name that a row may have', () => {
  expect(cloudfront().fields).toEqual(expect.arrayContaining(Object.keys(ROW)));
});

const MIXED = `${LINE}\n${FIELDS}${LINE}\n2019-12-04\t21:02:31\n2019-12-44${LINE.slice(10)}\n\nx\n${LINE}`;

codecContract(
  'cloudfront',
  () => cloudfront(),
  [
    { name: 'mixed', bytes: Buffer.from(`${MIXED}\n`) },
    { name: 'no last newline, \\r\\n', bytes: Buffer.from(MIXED.replaceAll('\n', '\r\n')) },
  ],
  { ignores: (line) => line[0] === 0x23 },
);
