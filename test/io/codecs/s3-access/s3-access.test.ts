import { describe, expect, test } from 'vitest';
import { isS3Access, s3Access } from '../../../../src/io/codecs/s3-access/s3-access.js';
import { codecContract } from '../../../contracts/codec-contract.js';
import { decodeLines, OTHER_LINES, rowOf } from '../decode-lines.js';

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const LINE =
  `${OWNER} bucket1 [06/Feb/2019:00:00:38 -0100] 192.0.2.3 arn:aws:iam::1:user/x 3E57 REST.GET.OBJECT a/b%2520c.txt ` +
  '"GET /a/b%20c.txt?x=y HTTP/1.1" 206 - 113 2000 70 9 "http://h/" "S3 "Console"/0.4" - s9lz= SigV4 ECDHE AuthHeader ' +
  'bucket1.s3.amazonaws.com TLSV1.2 arn:aws:s3:ap Yes us-east-1';
const SHORT = LINE.slice(0, LINE.indexOf(' "http'));
const at = Date.parse('2019-02-06T01:00:38Z');

const ROW = {
  // It came then, and took 70 ms.
  time: at + 70,
  host: '192.0.2.3',
  user: 'arn:aws:iam::1:user/x',
  method: 'GET',
  path: '/a/b%20c.txt?x=y',
  section: '/a',
  protocol: 'HTTP/1.1',
  status: 206,
  size: 113,
  referer: 'http://h/',
  agent: 'S3 "Console"/0.4',
  vhost: 'bucket1.s3.amazonaws.com',
  duration: 70,
  bucket_owner: OWNER,
  bucket: 'bucket1',
  request_id: '3E57',
  operation: 'REST.GET.OBJECT',
  key: 'a/b%2520c.txt',
  error_code: null,
  object_size: 2000,
  turn_around_time: 9,
  version_id: null,
  host_id: 's9lz=',
  signature_version: 'SigV4',
  cipher_suite: 'ECDHE',
  authentication_type: 'AuthHeader',
  tls_version: 'TLSV1.2',
  access_point_arn: 'arn:aws:s3:ap',
  acl_required: 'Yes',
  source_region: 'us-east-1',
};
const OWN = {
  remote_ip: '192.0.2.3',
  requester: 'arn:aws:iam::1:user/x',
  request_uri: 'GET /a/b%20c.txt?x=y HTTP/1.1',
  http_status: 206,
  bytes_sent: 113,
  user_agent: 'S3 "Console"/0.4',
  total_time: 70,
  host_header: 'bucket1.s3.amazonaws.com',
};

describe('a line', () => {
  test('has the names of access logs, and its own else', () => {
    expect(rowOf(s3Access(), LINE)).toStrictEqual(ROW);
  });

  test('has its own names where they are asked for', () => {
    expect(rowOf(s3Access(), LINE, Object.keys(OWN))).toStrictEqual({ time: at + 70, ...OWN });
  });

  test('may end after the turn-around time, and have fields that are not known yet', () => {
    expect(rowOf(s3Access(), SHORT)).toMatchObject({ status: 206, duration: 70, agent: undefined });
    expect(rowOf(s3Access(), `${LINE} new "newer field"`)).toStrictEqual(ROW);
  });

  test('may have a dash for everything but the time', () => {
    const row = rowOf(
      s3Access(),
      `- - [06/Feb/2019:00:00:38 -0100]${' -'.repeat(5)} "-"${' -'.repeat(6)} "-" "-"`,
    );
    expect(row).toMatchObject({
      host: null,
      user: null,
      method: null,
      path: null,
      section: '(other)',
      status: null,
      size: 0,
      duration: null,
      bucket: null,
      agent: null,
    });
    expect(row.time).toBe(at);
  });

  test.each([
    ['that ends before the turn-around time', SHORT.slice(0, -2)],
    ['whose time does not exist', LINE.replace('06/Feb', '30/Feb')],
    ['whose time is not in brackets', LINE.replace(/[[\]]/g, '')],
    ['with something else in brackets', LINE.replace('-0100]', '-0100 x]')],
    ['with something behind its bracket', LINE.replace('-0100]', '-0100]x]')],
    ['whose status is none', LINE.replace(' 206 ', ' OK ')],
  ])('%s is malformed', (_, line) => {
    expect(decodeLines(s3Access(), line).rejected).toMatchObject([{ reason: 'malformed' }]);
  });
});

describe('isS3Access', () => {
  test('takes a line', () => expect(isS3Access(LINE)).toBe(true));
  test.each(OTHER_LINES)('does not take %s', (line) => expect(isS3Access(line)).toBe(false));
});

test('its fields are every name that a row may have', () => {
  expect(new Set(s3Access().fields)).toEqual(new Set([...Object.keys(ROW), ...Object.keys(OWN)]));
});

const MIXED = [LINE, SHORT, '', 'x', LINE.replace('06/Feb', '30/Feb'), LINE.replace('S3', 'ä')].join('\n');

codecContract('s3-access', () => s3Access(), [
  { name: 'mixed', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'no last newline, \\r\\n', bytes: Buffer.from(MIXED.replaceAll('\n', '\r\n')) },
]);
