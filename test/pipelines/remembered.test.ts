import { expect, test } from 'vitest';
import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import type { Source, SourceStart } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { StateStore } from '../../src/io/state/state-store.js';
import type { Timed } from '../../src/operators/batch.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { at, counting, runNow, type Step, scripted, watchedStore } from './scripted.js';

/** A scripted source whose starts a test can look at. */
const watched = (steps: readonly Step[], starts: SourceStart[] = [], commitDue?: boolean): Source<Timed> => {
  const inner = scripted(steps);
  return {
    read: (start) => {
      starts.push(start);
      const run = inner.read(start);
      return forwardingRun(run, run, { commitDue });
    },
  };
};

const remembering = (entries: Readonly<Record<string, unknown>>) => ({
  remembered: new Map(Object.entries(entries)),
});

test('what a source remembers is committed with the position, and given to the next run', async () => {
  const store = memoryStore();
  const starts: SourceStart[] = [];
  const steps = [
    remembering({ a: 1, b: 1 }),
    { rows: at(1), ...remembering({ b: undefined, c: [2] }) },
    remembering({ a: 3 }),
  ];
  for (let i = 0; i < 2; i++) await runNow(counting(watched(steps, starts), memorySink()), { store });
  expect(starts.map(({ position, remembered }) => [position, [...remembered]])).toEqual([
    [undefined, []],
    [
      3,
      [
        ['a', 3],
        ['c', [2]],
      ],
    ],
  ]);
});

test('a commit has the changes since the one before, each key once', async () => {
  const store = watchedStore();
  const steps = [remembering({ a: 1 }), remembering({ a: 2, b: 1 }), remembering({ b: undefined })];
  await runNow(counting(watched(steps, [], true), memorySink()), { store });
  expect(store.commits.map(({ remembered }) => [...remembered])).toEqual([
    [['a', 1]],
    [
      ['a', 2],
      ['b', 1],
    ],
    [['b', undefined]],
    [],
  ]);
});

test('what a source remembers is worth a commit at a checkpoint, without any row', async () => {
  const store = watchedStore();
  const steps = [remembering({ a: 1 }), {}, {}];
  await runNow(counting(watched(steps), memorySink()), { store, checkpoint: 0 });
  expect(store.commits.map(({ remembered }) => remembered.size)).toEqual([1, 0]);
});

test('a commit that is refused for the moment is tried again with all that it had, under the same id', async () => {
  const inner = memoryStore();
  const tried: string[] = [];
  const store: StateStore = {
    ...inner,
    claim: async (key) => {
      const owned = await inner.claim(key);
      return {
        ...owned,
        commit: async (expected, next) => {
          tried.push(`${next.id} ${[...next.remembered]}`);
          if (tried.length < 3) throw new TidemarkError('disk-full', 'No space.', { retryable: true });
          await owned.commit(expected, next);
        },
      };
    },
  };
  let ids = 0;
  const randomId = () => `id-${++ids}`;
  const clock = { now: () => 0, sleep: async () => undefined };
  await runNow(counting(watched([remembering({ a: 1 })], [], true), memorySink()), {
    store,
    clock,
    randomId,
  });
  expect(tried).toEqual(['id-1 a,1', 'id-1 a,1', 'id-1 a,1', 'id-2 ']);
});
