import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Source } from '../../src/io/sources/source.js';
import { sourceStart } from '../../src/io/sources/source-start.js';
import type { Timed } from '../../src/operators/batch.js';
import { Pulls } from '../../src/pipelines/pulls.js';
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

test('no chunk is kept once the next one has come', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const given: WeakRef<object>[] = [];
  const source: Source<Timed> = {
    async *read() {
      for (let i = 0; i < 50; i++) {
        const chunk = chunkOf<Timed>(at(i));
        given.push(new WeakRef(chunk));
        yield chunk;
      }
    },
  };
  const pulls = new Pulls(source.read(sourceStart()), new AbortController().signal);
  for (let i = 0; i < 50; i++) await pulls.next();
  // A reference that was looked at is kept until the turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(given.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(5);
});

test('a source that heeds nothing is waited for no longer than the drain lasts', async () => {
  const abandon = new AbortController();
  const deaf: Source<Timed> = {
    async *read() {
      await new Promise(() => undefined);
    },
  };
  const pulls = new Pulls(deaf.read(sourceStart()), abandon.signal);
  const pulled = pulls.next();
  abandon.abort();
  expect(await pulled).toBeUndefined();
  await pulls.end();
});
