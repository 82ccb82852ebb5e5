import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FilePartition } from '../../../../../src/io/sources/file/file-partition.js';
import { ByTime } from '../../../../../src/io/sources/file/rotation/by-time.js';

/** What of a partition matters here: the time of its last row, and how it goes on. */
interface Log {
  readonly chain: { time: number };
  readonly times: readonly number[];
  read: number;
}

it('gives next one whose last row is the oldest, those without a row first and in their order', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 });
  await fc.assert(
    fc.property(fc.array(times, { maxLength: 8 }), (logs) => {
      const all = logs.map((list): Log => ({ chain: { time: -Infinity }, times: list, read: 0 }));
      const open = new Set(all);
      const order = new ByTime(all as unknown as FilePartition<unknown>[]);
      for (let first = order.first; first !== undefined; first = order.first) {
        const log = first as unknown as Log;
        const least = Math.min(...[...open].map(({ chain }) => chain.time));
        expect(log.chain.time).toBe(least);
        if (least === -Infinity) expect(log).toBe([...open].find(({ chain }) => chain.time === least));
        const time = log.times[log.read++];
        if (time === undefined) {
          open.delete(log);
          order.drop();
        } else {
          log.chain.time = time;
          order.moved();
        }
      }
      expect(open.size).toBe(0);
    }),
  );
});
