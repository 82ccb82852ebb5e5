import { expect } from 'vitest';
import type { Owned, StateKey, StateStore } from '../../../src/io/state/state-store.js';
import { commitOf, KEY, type MakeStore, savedOf } from './marks.js';

const refused = async (owner: Owned, expected: number, mark = 99): Promise<void> => {
  const stale = {
    code: 'stale-state',
    retryable: false,
    message: expect.stringMatching(/claimed|taken over/),
  };
  await expect(owner.commit(expected, commitOf(mark))).rejects.toMatchObject(stale);
  await expect(owner.waiting('stdout', 0, 1)).rejects.toMatchObject(stale);
  await expect(owner.piece('stdout', 'piece 1')).rejects.toMatchObject(stale);
};

/** Who may commit under a key. */
export const claimLaws = (make: MakeStore): Record<string, () => Promise<void>> => {
  /** Holds through one store object, and through two. */
  const throughOneAndTwo =
    (law: (first: StateStore, second: () => Promise<StateStore>) => Promise<void>) =>
    async (): Promise<void> => {
      const { store } = await make();
      await law(store, async () => store);
      const place = await make();
      await law(place.store, () => place.again());
    };

  return {
    'refuses an owner once somebody else has claimed the key, even one who never commits': throughOneAndTwo(
      async (first, second) => {
        const owner = await first.claim(KEY);
        await owner.commit(0, commitOf(1));
        const store = await second();
        const next = await store.claim(KEY);
        await refused(owner, 1);
        expect(await store.load(KEY)).toStrictEqual(savedOf(1));
        expect(next.saved).toStrictEqual(savedOf(1));
        await next.commit(1, commitOf(2));
        expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
      },
    ),

    'refuses an owner that has never committed when another has claimed the key': throughOneAndTwo(
      async (first, second) => {
        const owner = await first.claim(KEY);
        const store = await second();
        const next = await store.claim(KEY);
        await refused(owner, 0);
        expect(await store.load(KEY)).toBeUndefined();
        await next.commit(0, commitOf(1));
        await refused(owner, 0);
        await refused(owner, 1);
        expect(await store.load(KEY)).toStrictEqual(savedOf(1));
      },
    ),

    'refuses an owner that wakes up late, also with a commit that was stored and whose answer it has missed':
      throughOneAndTwo(async (first, second) => {
        const owner = await first.claim(KEY);
        await owner.commit(0, commitOf(1));
        const store = await second();
        await store.claim(KEY);
        await refused(owner, 0, 1);
        const third = await store.claim(KEY);
        await third.commit(1, commitOf(2));
        await refused(owner, 1);
        await refused(owner, 2);
        expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
      }),

    'lets one of several win who claim a key at once and then commit': async () => {
      const { store } = await make();
      const marks = [1, 2, 3, 4, 5];
      const owners = await Promise.all(marks.map(() => store.claim(KEY)));
      const outcomes = await Promise.allSettled(
        owners.map((owner, i) => owner.commit(0, commitOf(marks[i] ?? 0))),
      );
      const winners = marks.filter((_, i) => outcomes[i]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(await store.load(KEY)).toStrictEqual(savedOf(winners[0] ?? 0));
    },

    'gives functions that do not need the object that they came with': async () => {
      const { store } = await make();
      const { saved, ...owned } = await store.claim(KEY);
      expect(saved).toBeUndefined();
      const { commit, waiting, piece } = { ...owned };
      await commit(0, commitOf(3));
      expect(await waiting('stdout', 0, 9)).toHaveLength(1);
      expect(await piece('stdout', 'piece 3')).toHaveLength(3);
    },

    'keeps keys apart, partitions of a pipeline among them, and lists those that have committed':
      async () => {
        const { store } = await make();
        const names = ['a', 'b', 'a/b', 'a@b', '', '__proto__', 'ä 😀', '["a","b"]'];
        const keys: StateKey[] = [
          ...names.map((pipeline) => ({ pipeline })),
          ...names.map((partition) => ({ pipeline: 'a', partition })),
          { pipeline: 'b', partition: 'a' },
        ];
        const owners: Owned[] = [];
        for (const [i, key] of keys.entries()) {
          const owner = await store.claim(key);
          await owner.commit(0, commitOf(i));
          owners.push(owner);
        }
        await store.claim({ pipeline: 'claimed and no more' });
        await owners[0]?.commit(1, commitOf(100));
        expect(await store.load(keys[0] ?? KEY)).toStrictEqual(savedOf(0, 100));
        for (const [i, key] of keys.entries()) {
          if (i > 0) expect(await store.load(key)).toStrictEqual(savedOf(i));
        }
        const listed = await store.list();
        expect(listed).toHaveLength(keys.length);
        for (const key of keys) expect(listed).toContainEqual(key);
        const some = listed.filter(({ pipeline }) => ['a', 'b'].includes(pipeline));
        expect(some[0]).toStrictEqual({ pipeline: 'a' });
        expect(some[1]).toStrictEqual({ pipeline: 'a', partition: '' });
        expect(some.at(-1)).toStrictEqual({ pipeline: 'b', partition: 'a' });
      },
  };
};
