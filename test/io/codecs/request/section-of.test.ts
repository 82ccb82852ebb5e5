import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { sectionOf } from '../../../../src/io/codecs/request/section-of.js';

describe('sectionOf', () => {
  test.each([
    ['/', '/'],
    ['/report', '/report'],
    ['/report/', '/report'],
    ['/pages/create', '/pages'],
    ['/api/', '/api'],
    ['/api?x=/y', '/api'],
    ['/api#x/y', '/api'],
    ['/a;b', '/a;b'],
    ['/a;b/c', '/a;b'],
    ['/?x=/y', '/'],
    ['/#', '/'],
    ['//a/b', '/'],
    ['http://h/p/q', '/p'],
    ['https://h:8443/p?q=/r', '/p'],
    ['http://h', '/'],
    ['http://h/', '/'],
    ['http://h?x=/y', '/'],
    ['http://h#/y', '/'],
    ['http://h//p', '/'],
    ['http://', '/'],
    ['*', '(other)'],
    ['h:443', '(other)'],
    ['-', '(other)'],
    ['', '(other)'],
    ['report/x', '(other)'],
    ['?/x', '(other)'],
    ['\x16\x03\x01', '(other)'],
    [null, '(other)'],
  ])('of %j is %j', (path, section) => {
    expect(sectionOf(path)).toBe(section);
  });

  const piece = fc.constantFrom(
    '/',
    '?',
    '#',
    ' ',
    '\\',
    '\\x2f',
    '\\"',
    '\\x',
    '://',
    'http',
    'ab',
    'é',
    '%2F',
    ';',
  );
  const target = fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 });
  const line = (request: Uint8Array | string) =>
    Buffer.concat([
      Buffer.from('::1 - - [10/Oct/2000:13:55:36 -0700] "'),
      Buffer.from(request),
      Buffer.from('" 200 1\n'),
    ]);

  test('equals the section of every row, of any request', () => {
    const codec = accessLog();
    const requests = fc.oneof(
      target.map((pieces) => `GET /${pieces.join('').replaceAll('\n', '')} HTTP/1.1`),
      target.map((pieces) => `GET ${pieces.join('').replaceAll('\n', '')} HTTP/1.1`),
      target.map((pieces) => `GET /${pieces.join('').replaceAll('\n', '')}`),
      fc.uint8Array({ maxLength: 40 }),
    );
    let rows = 0;
    fc.assert(
      fc.property(requests, (request) => {
        for (const row of codec.decoder('all').decode(line(request)).rows) {
          rows++;
          expect(row.section).toBe(sectionOf(row.path ?? null));
        }
      }),
      { numRuns: 2000 },
    );
    expect(rows).toBeGreaterThan(500);
  });
});
