import { expect, test } from 'vitest';
import type { Source } from '../../src/io/sources/source.js';
import type { Timed } from '../../src/operators/batch.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { at, counting, runNow, watchedStore } from './scripted.js';

const failing: Source<Timed> = {
  async *read() {
    yield { ...chunkOf(at(1, 2, 11, 25)), position: 1 };
    throw new Error('The disk went away.');
  },
};

test('a source that fails half-way has what it gave before committed and told, and windows stay open', async () => {
  for (const store of [undefined, watchedStore()]) {
    const sink = memorySink();
    await expect(runNow(counting(failing, sink), { store })).rejects.toThrow('The disk went away.');
    expect(sink.rows.map(({ row }) => row)).toMatchObject([{ hits: 2 }, { hits: 1 }]);
  }
});
