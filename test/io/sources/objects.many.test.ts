import { expect, it } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import type { ListedObject, ListingStore } from '../../../src/io/object-store/object-store.js';
import { objects } from '../../../src/io/sources/objects.js';
import { startAt } from '../../support/start-at.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const COUNT = 100_000;
const PAGE = 1000;
const attempt = { timings: {} };

/** A bucket of so many objects, ten of them written in each second, that holds none of them. */
const manyObjects = (): ListingStore => {
  const refuse = async (): Promise<never> => {
    throw new Error('nobody asks for this');
  };
  const listed = (i: number): ListedObject => ({
    // Not in the order in which they were written.
    key: `p/${String((i * 7919) % COUNT).padStart(6, '0')}`,
    bytes: 8,
    etag: `"${i}"`,
    modified: Math.floor(i / 10) * 1000,
  });
  const all = Array.from({ length: COUNT }, (_, i) => listed(i)).sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    ...{ destination: 'many', put: refuse, head: refuse, remove: refuse, createUpload: refuse },
    ...{ putPart: refuse, completeUpload: refuse, abortUpload: refuse, close: () => undefined },
    async list(_, { from = '0' }) {
      const to = Number(from) + PAGE;
      return { objects: all.slice(Number(from), to), ...(to < COUNT && { next: String(to) }), attempt };
    },
    async get(_, { ifMatch = '' }) {
      const body = async function* () {
        yield Buffer.from(`${ifMatch.slice(1, -1).padStart(5, '0')} x\n`);
      };
      return {
        ...{ bytes: 8, etag: ifMatch, checksums: [], metadata: {} },
        ...{ isVerified: false, body: body(), attempt: () => attempt },
      };
    },
  };
};

it('reads 100,000 objects in the order in which they were written, and neither its memory nor its commits grow', async () => {
  const store = manyObjects();
  const lookBack = 60_000;
  const source = objects<Word>({
    ...{
      open: async () => store,
      prefix: 'p/',
      bucket: 's3://many',
      codec: wordsCodec,
      clock: systemClock(),
    },
    lookBack,
  });
  const remembered = new Map<string, unknown>();
  const read = new Set<number>();
  let [rows, largest, most, position] = [0, 0, 0, 0];
  for await (const chunk of source.read(startAt())) {
    for (const { time } of chunk.rows) {
      // In one second they come in the order of their keys.
      expect(Math.floor(time / 10)).toBe(Math.floor(rows++ / 10));
      read.add(time);
    }
    largest = Math.max(largest, chunk.remembered?.size ?? 0);
    position = Math.max(position, JSON.stringify(chunk.position).length);
    for (const [key, value] of chunk.remembered ?? [])
      if (value === undefined) remembered.delete(key);
      else remembered.set(key, value);
    most = Math.max(most, remembered.size);
  }
  expect([rows, read.size]).toEqual([COUNT, COUNT]);
  // Those of a look, which is 10,000, and what came within look_back before it.
  expect(most).toBeLessThan(11_000);
  expect(largest).toBeLessThanOrEqual(101);
  expect(position).toBeLessThan(300);
});
