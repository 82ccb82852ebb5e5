import { describe, expect } from 'vitest';
import type { Commit, OutboxEntry, Saved, StateStore } from '../../src/io/state/state-store.js';
import { contractLaws, type Exception } from './contract-laws.js';

export interface StateStoreContractOptions {
  /** An empty store. Called once in each test; what it opens, it closes with `onTestFinished`. */
  readonly make: () => Promise<StateStore>;
  readonly skip?: readonly Exception[];
}

/** A commit with something of everything, told apart by `mark`. */
const commitOf = (mark: number): Commit => ({
  position: { offset: mark, codec: { unit: 'ms' } },
  states: {
    'stats/0': {
      windows: new Map([[mark, { hits: 1n, open: new Set(['a', 'b']) }]]),
      sketch: new Float64Array([mark, 0.5]),
    },
    'stats/1': { watermark: Number.NEGATIVE_INFINITY, nothing: undefined },
  },
  sinks: { stdout: { offset: mark } },
  keyed: { 'stats/0': new Map<string, unknown>([[`k${mark}`, { hits: 1n }]]) },
  outbox: { added: [entryOf(mark)], done: [] },
  inflight: [{ time: mark }],
});

const entryOf = (mark: number): OutboxEntry => ({
  number: mark,
  sink: 'stdout',
  delivery: { id: `d${mark}`, body: 'text\n', rows: 1 },
});

/** What is loaded after commits with these marks, none of whose deliveries are done. */
const savedOf = (...marks: number[]): Saved => {
  const { keyed: _, outbox: __, ...last } = commitOf(marks.at(-1) ?? 0);
  return {
    ...last,
    sequence: marks.length,
    keyed: { 'stats/0': new Map(marks.map((mark) => [`k${mark}`, { hits: 1n }])) },
    outbox: [...marks].sort((a, b) => a - b).map(entryOf),
  };
};

/** What every state store keeps, wherever it keeps it. */
export const stateStoreContract = (name: string, { make, skip }: StateStoreContractOptions): void => {
  describe(`${name} keeps the contract of a state store`, () => {
    contractLaws(
      {
        'knows nothing of a pipeline that has not committed': async () => {
          const store = await make();
          expect(await store.load('nobody')).toBeUndefined();
        },

        'gives back the last commit as it was, with its sequence': async () => {
          const store = await make();
          await store.commit('p', 0, commitOf(10));
          expect(await store.load('p')).toStrictEqual(savedOf(10));
          await store.commit('p', 1, commitOf(20));
          expect(await store.load('p')).toStrictEqual(savedOf(10, 20));
        },

        'keeps a position that is undefined': async () => {
          const store = await make();
          await store.commit('p', 0, { ...commitOf(1), position: undefined });
          expect((await store.load('p'))?.position).toBeUndefined();
        },

        'refuses a commit that expects another sequence than the stored one, and changes nothing':
          async () => {
            const store = await make();
            await expect(store.commit('p', 1, commitOf(1))).rejects.toMatchObject({ code: 'stale-state' });
            expect(await store.load('p')).toBeUndefined();
            await store.commit('p', 0, commitOf(1));
            await store.commit('p', 1, commitOf(2));
            for (const stale of [0, 1, 3, -1, 1.5]) {
              await expect(store.commit('p', stale, commitOf(99))).rejects.toMatchObject({
                code: 'stale-state',
                retryable: false,
              });
            }
            expect(await store.load('p')).toStrictEqual(savedOf(1, 2));
          },

        'lets exactly one of several concurrent commits win': async () => {
          const store = await make();
          const marks = [1, 2, 3, 4, 5];
          const outcomes = await Promise.allSettled(
            marks.map((mark) => store.commit('p', 0, commitOf(mark))),
          );
          const winners = marks.filter((_, i) => outcomes[i]?.status === 'fulfilled');
          expect(winners).toHaveLength(1);
          expect(await store.load('p')).toStrictEqual(savedOf(winners[0] ?? 0));
        },

        'does not see what the caller does to its objects after a commit': async () => {
          const store = await make();
          const windows = new Map([[1, { hits: 1 }]]);
          const added = [entryOf(1)];
          await store.commit('p', 0, { ...commitOf(1), states: { windows }, outbox: { added, done: [] } });
          windows.set(2, { hits: 2 });
          windows.get(1)!.hits = 99;
          added.length = 0;
          const saved = await store.load('p');
          expect(saved?.states).toStrictEqual({ windows: new Map([[1, { hits: 1 }]]) });
          expect(saved?.outbox).toHaveLength(1);
        },

        'does not see what the caller does to what it loaded': async () => {
          const store = await make();
          await store.commit('p', 0, { ...commitOf(1), states: { windows: new Map([[1, 1]]) } });
          const windows = (await store.load('p'))?.states.windows;
          if (!(windows instanceof Map)) throw new Error('A saved Map must come back as a Map.');
          windows.clear();
          expect((await store.load('p'))?.states).toStrictEqual({ windows: new Map([[1, 1]]) });
        },

        'keeps pipelines apart': async () => {
          const store = await make();
          const names = ['a', 'b', 'a/b', '__proto__', 'ä 😀'];
          for (const [i, pipeline] of names.entries()) await store.commit(pipeline, 0, commitOf(i));
          await store.commit('a', 1, commitOf(100));
          expect(await store.load('a')).toStrictEqual(savedOf(0, 100));
          for (const [i, pipeline] of names.entries()) {
            if (pipeline === 'a') continue;
            expect(await store.load(pipeline)).toStrictEqual(savedOf(i));
          }
        },

        'keeps of a keyed state what has not changed': async () => {
          const store = await make();
          const keyed = (changes: [string, unknown][]): Commit => ({
            ...commitOf(1),
            keyed: { a: changes, b: [] },
          });
          await store.commit(
            'p',
            0,
            keyed([
              ['x', 1],
              ['y', 2],
              ['__proto__', 3],
            ]),
          );
          await store.commit(
            'p',
            1,
            keyed([
              ['x', undefined],
              ['y', 20],
              ['', { deep: [1] }],
            ]),
          );
          expect((await store.load('p'))?.keyed).toStrictEqual({
            a: new Map<string, unknown>([
              ['y', 20],
              ['__proto__', 3],
              ['', { deep: [1] }],
            ]),
            b: new Map(),
          });
        },

        'forgets a keyed state that is no longer named': async () => {
          const store = await make();
          await store.commit('p', 0, { ...commitOf(1), keyed: { a: [['x', 1]], b: [['x', 2]] } });
          await store.commit('p', 1, { ...commitOf(1), keyed: { b: [] } });
          await store.commit('p', 2, { ...commitOf(1), keyed: { a: [], b: [] } });
          expect((await store.load('p'))?.keyed).toStrictEqual({ a: new Map(), b: new Map([['x', 2]]) });
        },

        'keeps deliveries until they are done, in order of their number': async () => {
          const store = await make();
          const commit = (added: number[], done: number[]): Commit => ({
            ...commitOf(1),
            outbox: { added: added.map(entryOf), done },
          });
          await store.commit('p', 0, commit([1, 2, 3], []));
          await store.commit('p', 1, commit([10, 9], [2]));
          await store.commit('p', 2, commit([], [1, 77]));
          expect((await store.load('p'))?.outbox).toStrictEqual([3, 9, 10].map(entryOf));
          // One that is done in the commit that adds it was never waiting.
          await store.commit('p', 3, commit([11], [11]));
          expect((await store.load('p'))?.outbox).toStrictEqual([3, 9, 10].map(entryOf));
        },

        'can be closed twice': async () => {
          const store = await make();
          await store.commit('p', 0, commitOf(1));
          await store.close();
          await store.close();
        },
      },
      skip,
    );
  });
};
