import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isS3Access, s3Access } from '../../../../src/io/codecs/s3-access/s3-access.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { decodeLines, rowOf } from '../decode-lines.js';

// Log files of other projects with what those projects say is in them. They are not part of this repository.
const MATOMO = 'http-logs/matomo-org__matomo-log-analytics';
const OTEL = 'http-logs/open-telemetry__opentelemetry-collector-contrib/s3_access.json';

const textOf = (file: string): string => readFileSync(join(SHARED_DATA, file), 'utf8');

describe.skipIf(isMissing(MATOMO, OTEL))('S3 access logs of other projects', () => {
  test('matomo: s3', () => {
    const want = JSON.parse(textOf(`${MATOMO}/expected.json`)).groups.s3;
    const line = textOf(`${MATOMO}/s3.log`);
    expect(isS3Access(line)).toBe(true);
    expect(rowOf(s3Access(), line)).toMatchObject({
      // On purpose: when it was over. There it is when the request came in, which is what is logged.
      time: Date.parse('2012-02-10T16:42:07-05:00') + 10,
      // On purpose: its host is the bucket.
      bucket: want.host,
      host: want.ip,
      user: want.userid,
      path: want.path,
      status: Number(want.status),
      size: Number(want.length),
      // On purpose: `-` is null here.
      referer: null,
      agent: want.user_agent,
      duration: 10,
      turn_around_time: 9,
    });
  });

  test('OpenTelemetry: lines of the documentation', () => {
    const { lines, want_line4: want } = JSON.parse(textOf(OTEL));
    const { rows, rejected } = decodeLines(s3Access(), lines.join('\n'));
    expect(rejected).toEqual([]);
    expect(lines.every(isS3Access)).toBe(true);
    expect(rows.map((row) => row.duration)).toEqual([7, 11, 38, want.total_time_ms]);
    // On purpose: when they were over. There it is when the requests came in, which is what is logged.
    const cameIn = Date.parse(want.time);
    expect(rows.map((row) => row.time)).toEqual([7, 11, 38, want.total_time_ms].map((ms) => cameIn + ms));
    for (const row of decodeLines(s3Access({ stamp: 'end' }), lines.join('\n')).rows) {
      expect(row.time).toBe(cameIn);
    }
    expect(rows.map((row) => [row.path, row.section, row.status, row.error_code, row.size])).toEqual([
      ['/amzn-s3-demo-bucket1?versioning', '/amzn-s3-demo-bucket1', 200, null, 113],
      ['/amzn-s3-demo-bucket1?logging', '/amzn-s3-demo-bucket1', 200, null, 242],
      ['/amzn-s3-demo-bucket1?policy', '/amzn-s3-demo-bucket1', 404, 'NoSuchBucketPolicy', 297],
      [null, '(other)', 200, null, 113],
    ]);
    expect(rows[3]).toMatchObject({
      bucket: want.bucket,
      bucket_owner: want.owner,
      host: want.client,
      user: want.requester,
      request_id: want.request_id,
      operation: want.operation,
      method: want.request,
      status: want.status,
      size: want.bytes_sent,
      duration: want.total_time_ms,
      agent: want.user_agent,
      signature_version: want.signature,
      cipher_suite: want.cipher,
      authentication_type: want.auth,
      vhost: want.host,
      tls_version: want.tls,
      access_point_arn: want.access_point,
      // On purpose: as it is logged. There it is a truth value.
      acl_required: want.acl_required ? 'Yes' : null,
    });
  });
});
