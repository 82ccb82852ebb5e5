import { expect, it } from 'vitest';
import { parseS3Address } from '../../../src/io/object-store/parse-s3-address.js';
import { s3AddressText } from '../../../src/io/object-store/s3-address.js';

it.each([
  ['s3://example-logs', 'example-logs', ''],
  ['s3://example-logs/', 'example-logs', ''],
  ['s3://example-logs///', 'example-logs', ''],
  ['s3://example-logs/web', 'example-logs', 'web/'],
  ['s3://example-logs/web/', 'example-logs', 'web/'],
  ['s3://example-logs/web//', 'example-logs', 'web/'],
  [' s3://example-logs/a b/é+~(1)/d=2026 ', 'example-logs', 'a b/é+~(1)/d=2026/'],
  ['s3://logs.example.com/x', 'logs.example.com', 'x/'],
  ['s3://123/x', '123', 'x/'],
  ['s3://example-logs/a..b/.hidden', 'example-logs', 'a..b/.hidden/'],
])('%s is read, and its prefix ends with a slash', (text, bucket, prefix) => {
  expect(parseS3Address(text)).toEqual({ bucket, prefix });
  expect(parseS3Address(s3AddressText({ bucket, prefix }))).toEqual({ bucket, prefix });
});

it.each([
  ['', 'is missing. Write s3://bucket/prefix.'],
  ['example-logs', 'has no scheme. Write s3://example-logs.'],
  ['example-logs/web', 'has no scheme. Write s3://example-logs/web.'],
  ['//example-logs/web', 'Write s3://example-logs/web.'],
  ['/var/log/app', 'is a path of this machine'],
  ['./logs', 'is a path of this machine'],
  ['~/logs', 'is a path of this machine'],
  ['s3:example-logs/web', 'needs two slashes after s3:. Write s3://example-logs/web.'],
  ['s3:/example-logs/web', 'needs two slashes after s3:. Write s3://example-logs/web.'],
  ['s3:///web', 'has no bucket. Write s3://bucket/web.'],
  ['s3://', 'has no bucket. Write s3://bucket/prefix.'],
  ['s3:////example-logs', 'Write s3://example-logs.'],
  ['S3://example-logs/Web', 'in small letters: s3://example-logs/Web.'],
  ['s3a://example-logs/web', 'Write s3://example-logs/web.'],
  ['s3n://example-logs', 'Write s3://example-logs.'],
  ['gs://example-logs', 'gs:// is something else'],
  ['file:///var/log', 'file:// is something else'],
  [
    'https://example-logs.s3.eu-central-1.amazonaws.com/web/app',
    'Write s3://example-logs/web/app, and region: eu-central-1 beside it.',
  ],
  [
    'https://example-logs.s3.eu-central-1.amazonaws.com',
    'Write s3://example-logs, and region: eu-central-1 beside it.',
  ],
  [
    'https://example-logs.s3-eu-west-1.amazonaws.com/web',
    'Write s3://example-logs/web, and region: eu-west-1 beside it.',
  ],
  [
    'https://example-logs.s3.dualstack.eu-west-1.amazonaws.com/web',
    'Write s3://example-logs/web, and region: eu-west-1 beside it.',
  ],
  ['https://example-logs.s3.amazonaws.com/', 'Write s3://example-logs.'],
  ['https://logs.example.com.s3.amazonaws.com/a', 'Write s3://logs.example.com/a.'],
  [
    'https://s3.eu-central-1.amazonaws.com/example-logs/web',
    'Write s3://example-logs/web, and region: eu-central-1 beside it.',
  ],
  ['https://s3.amazonaws.com/example-logs', 'Write s3://example-logs.'],
  [
    'https://eu-west-1.console.aws.amazon.com/s3/buckets/example-logs?region=eu-west-1',
    'Write s3://example-logs, and region: eu-west-1 beside it.',
  ],
  [
    'http://198.51.100.7:9000/example-logs/web',
    'Write s3://example-logs/web, and endpoint: http://198.51.100.7:9000 beside it.',
  ],
  ['https://minio.example.com', 'Write s3://bucket, and endpoint: https://minio.example.com beside it.'],
  [
    's3://minio.example.com:9000/example-logs/web',
    'Write s3://example-logs/web, and endpoint: http://minio.example.com:9000 beside it.',
  ],
  ['s3://192.0.2.1/example-logs', 'endpoint: http://192.0.2.1 beside it'],
  ['arn:aws:s3:::example-logs/web/*', 'is an ARN. Write s3://example-logs/web.'],
  ['s3://arn:aws:s3:::example-logs', 'and not its ARN'],
  ['s3://Example-Logs/Web', 'no capital letters. Write s3://example-logs/Web.'],
  ['s3://example_logs/web', 'Did you mean s3://example-logs/web?'],
  ['s3://ab', '3 to 63 small letters'],
  ['s3://-logs', '3 to 63 small letters'],
  ['s3://a..b', '3 to 63 small letters'],
  ['s3://my bucket', '3 to 63 small letters'],
  ['s3://key:secret@example-logs/web', 'has credentials in it'],
  ['s3://example-logs?region=eu', 'no "?" or "#"'],
  ['s3://example-logs/a//b', 'Write s3://example-logs/a/b.'],
  ['s3://example-logs//a', 'Write s3://example-logs/a.'],
  ['s3://example-logs/a/../b', '"." or ".."'],
  ['s3://example-logs/./a', '"." or ".."'],
  ['s3://example-logs/web/*', 'is a beginning and no pattern. Write s3://example-logs/web.'],
  ['s3://example-logs/a\tb', 'control characters'],
  [`s3://example-logs/${'é'.repeat(451)}`, 'more than 900 bytes'],
])('S3-B9: %j is refused, with what to write instead', (text, words) => {
  expect(() => parseS3Address(text)).toThrow(
    expect.objectContaining({ code: 'bad-options', message: expect.stringContaining(words) }),
  );
});

it('never says a secret', () => {
  expect(() => parseS3Address('s3://key:secret@example-logs/web')).toThrow(/^(?!.*secret)/);
});
