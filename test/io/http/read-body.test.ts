import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { MemoryBudget } from '../../../src/io/http/memory-budget.js';
import { readBody } from '../../../src/io/http/read-body.js';

const LIMIT = 1_000_000;

/** A request whose body has come; with `isGone`, whoever sent it goes away then. */
const sent = (body: Buffer, encoding: string, isGone = false): IncomingMessage => {
  const socket = { destroyed: false };
  const request = Readable.from([body]).once('end', () => {
    socket.destroyed = isGone;
  });
  return Object.assign(request, {
    socket,
    headers: { 'content-encoding': encoding },
  }) as unknown as IncomingMessage;
};

/** What bodies that come at once are read as: their length, or the word that they are refused with. */
const read = async (requests: readonly IncomingMessage[], budget: MemoryBudget): Promise<unknown[]> => {
  const results = await Promise.allSettled(requests.map((request) => readBody(request, LIMIT, budget)));
  return results.map((result) => {
    if (result.status === 'rejected') return (result.reason as { error: unknown }).error;
    result.value.hold.release();
    return result.value.bytes.length;
  });
};

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

it('decodes what waits in line behind bodies that are refused: each gives its place to the next', async () => {
  const budget = new MemoryBudget(100 * LIMIT, '');
  const zeros = (length: number): Buffer => gzipSync(Buffer.alloc(length));
  const kinds = [
    ['bad-body', () => sent(zeros(500_000).subarray(0, -20), 'gzip')],
    ['bad-body', () => sent(Buffer.from('no gzip'), 'gzip')],
    ['bad-body', () => sent(Buffer.alloc(0), 'gzip')],
    ['bad-body', () => sent(Buffer.alloc(0), 'deflate')],
    ['bad-body', () => sent(deflateSync(Buffer.alloc(500_000)).subarray(0, -3), 'deflate')],
    ['too-large', () => sent(zeros(LIMIT + 1), 'gzip')],
    ['too-large', () => sent(deflateSync(Buffer.alloc(LIMIT + 1)), 'deflate')],
    [LIMIT, () => sent(zeros(LIMIT), 'gzip')],
    [LIMIT, () => sent(deflateSync(Buffer.alloc(LIMIT)), 'deflate')],
  ] as const;
  const all = times(3, () => kinds).flat();
  expect(
    await read(
      all.map(([, make]) => make()),
      budget,
    ),
  ).toEqual(all.map(([result]) => result));
  expect(budget.taken).toBe(0);
});

it('goes on where there is no room for what is decoded', async () => {
  const budget = new MemoryBudget(LIMIT, '');
  const body = gzipSync(Buffer.alloc(LIMIT));
  const bombs = times(20, () => sent(body, 'gzip'));
  // It would be there twice for a moment.
  expect(await read(bombs, budget)).toEqual(times(20, () => 'too-busy'));
  expect(await read([sent(gzipSync(Buffer.alloc(1000)), 'gzip')], budget)).toEqual([1000]);
  expect(budget.taken).toBe(0);
});

it('decodes nothing for who has gone by its turn', async () => {
  const budget = new MemoryBudget(100 * LIMIT, '');
  const body = gzipSync(Buffer.alloc(LIMIT));
  const gone = times(20, () => sent(body, 'gzip', true));
  const results = await read([...gone, sent(body, 'gzip')], budget);
  expect(results).toEqual([...times(20, () => 'bad-body'), LIMIT]);
  expect(budget.taken).toBe(0);
});
