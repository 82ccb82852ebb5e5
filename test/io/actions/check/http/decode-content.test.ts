import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeContent } from '../../../../../src/io/actions/check/http/content/decode-content.js';

const signal = new AbortController().signal;
const MANY = 2 ** 20;

const decode = (bytes: Buffer, codings: string, limit = MANY, isCut = false) =>
  decodeContent(bytes, codings, { limit, isCut, signal });

/** A frame of one segment of 5 bytes, in one raw block, which is the last. */
const HELLO_ZSTD = Buffer.concat([
  Buffer.from('28b52ffd2005', 'hex'),
  Buffer.from([(5 << 3) | 1, 0, 0]),
  Buffer.from('hello'),
]);

const CODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  'x-gzip': (bytes) => gzipSync(bytes),
  deflate: (bytes) => (bytes.length % 2 === 0 ? deflateSync(bytes) : deflateRawSync(bytes)),
  br: (bytes) => brotliCompressSync(bytes),
  identity: (bytes) => bytes,
};

test('law: several codings in a row are taken off, the last one first, up to the limit', async () => {
  const codings = fc.array(fc.constantFrom(...Object.keys(CODERS)), { maxLength: 3 });
  const bytes = fc.uint8Array({ maxLength: 300 }).map((made) => Buffer.from(made));
  await fc.assert(
    fc.asyncProperty(codings, bytes, fc.integer({ min: 400, max: 500 }), async (names, bytes, limit) => {
      const coded = names.reduce<Buffer>((made, name) => CODERS[name]?.(made) ?? made, bytes);
      expect(await decode(coded, names.join(', ').toUpperCase(), limit)).toEqual({ bytes, isCut: false });
      const few = Math.floor(bytes.length / 2);
      const half = await decode(coded, names.join(','), few);
      expect(half.problem).toBeUndefined();
      expect(half.isCut).toBe(bytes.length > 0);
      expect(bytes.subarray(0, half.bytes.length)).toEqual(half.bytes);
      expect(half.bytes.length).toBeLessThanOrEqual(few);
    }),
    { numRuns: 50 },
  );
});

test('zstd is read', async () => {
  expect(await decode(HELLO_ZSTD, 'zstd')).toEqual({ bytes: Buffer.from('hello'), isCut: false });
  expect(await decode(HELLO_ZSTD.subarray(0, -1), 'zstd')).toMatchObject({ problem: 'zstd ended early' });
  expect((await decode(Buffer.from('hello'), 'zstd')).problem).toMatch(/^zstd: /);
});

test('one that wants to hold more than browsers do is refused', async () => {
  // A window of 128 MiB.
  const wide = Buffer.concat([Buffer.from('28b52ffd0088', 'hex'), Buffer.from([1, 0, 0])]);
  expect((await decode(wide, 'zstd')).problem).toMatch(/^zstd: it needs more than 8 MiB/);
});

test('what lies between two codings is bounded as well', async () => {
  const inner = Buffer.concat(Array<Buffer>(20_000).fill(gzipSync('')));
  const { bytes, isCut } = await decode(gzipSync(inner), 'gzip, gzip', 10_000);
  expect([bytes.length, isCut]).toEqual([0, true]);
});

test.each([
  ['gzip', Buffer.from('hello'), 'gzip: incorrect header'],
  ['gzip', Buffer.concat([gzipSync('hello').subarray(0, -8), Buffer.alloc(8)]), 'gzip: incorrect data'],
  ['deflate', deflateSync('hello').subarray(0, -4), 'deflate ended early'],
  ['br', brotliCompressSync('hello').subarray(0, -1), 'br ended early'],
  ['br', Buffer.from('hello world, and some more'), 'br: Decompression failed'],
  ['gzip, deflate', deflateSync('hello'), 'gzip: incorrect header'],
  ['gzip,gzip,gzip,gzip,gzip,gzip', Buffer.from('x'), 'it has 6 codings, one over the other'],
])('%s: what cannot be decoded is said', async (codings, bytes, problem) => {
  expect(await decode(bytes, codings)).toMatchObject({ problem });
});

test('a body that was cut off at the limit is no problem of the site', async () => {
  const text = Buffer.from(Array.from({ length: 1000 }, (_, i) => `line ${i}`).join('\n'));
  const { bytes, isCut, problem } = await decode(gzipSync(text).subarray(0, 1000), 'gzip', 100_000, true);
  expect([isCut, problem]).toEqual([true, undefined]);
  expect(bytes.length).toBeGreaterThan(100);
  expect(text.subarray(0, bytes.length)).toEqual(bytes);
});

test('a coding that nobody knows is left, and those over it are taken off', async () => {
  expect(await decode(gzipSync('hello'), 'aws-chunked, gzip')).toEqual({
    bytes: Buffer.from('hello'),
    isCut: false,
    unknown: 'aws-chunked',
  });
});

test('law: no bytes make it throw', async () => {
  const bytes = fc.uint8Array({ maxLength: 100 }).map((made) => Buffer.from(made));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'x'), bytes, async (coding, bytes) => {
      expect((await decode(bytes, coding, 50)).bytes.length).toBeLessThanOrEqual(50);
    }),
  );
});
