import { expect } from 'vitest';
import type { OutboxEntry } from '../../../src/io/state/state-store.js';
import { entryOf, KEY, type MakeStore, movement, waitingOf } from './marks.js';

const numbersOf = (page: readonly OutboxEntry[]): number[] => page.map(({ number }) => number);

const entries = (...numbers: readonly number[]): OutboxEntry[] => numbers.map((number) => entryOf(number));

/** Deliveries that wait. */
export const outboxLaws = (make: MakeStore): Record<string, () => Promise<void>> => ({
  'keeps deliveries until they are done, in order of their number': async () => {
    const { store } = await make();
    const { commit, waiting } = await store.claim(KEY);
    await commit(0, movement('a', entries(1, 2, 3), []));
    await commit(1, movement('b', entries(10, 9), entries(2)));
    await commit(2, movement('c', [], entries(1, 77)));
    expect(await waiting('stdout', 0, 100)).toStrictEqual(entries(3, 9, 10));
    // One that is done in the commit that adds it was never waiting.
    await commit(3, movement('d', entries(11), entries(11)));
    expect(await waiting('stdout', 0, 100)).toStrictEqual(entries(3, 9, 10));
    expect((await store.load(KEY))?.lastDelivery).toBe(11);
  },

  'gives what waits for a sink by pages, and nothing of other sinks': async () => {
    const { store } = await make();
    const { commit, waiting } = await store.claim(KEY);
    const added = Array.from({ length: 20 }, (_, i) =>
      entryOf(i + 1, { sink: i % 2 === 0 ? 'even' : 'odd' }),
    );
    await commit(0, movement('a', added, []));
    expect(numbersOf(await waiting('odd', 0, 3))).toEqual([2, 4, 6]);
    expect(numbersOf(await waiting('odd', 6, 3))).toEqual([8, 10, 12]);
    expect(numbersOf(await waiting('odd', 7, 100))).toEqual([8, 10, 12, 14, 16, 18, 20]);
    expect(await waiting('odd', 20, 3)).toEqual([]);
    expect(await waiting('nobody', 0, 3)).toEqual([]);
    expect(await waiting('odd', 0, 1)).toStrictEqual([entryOf(2, { sink: 'odd' })]);
  },

  'leaves nothing out of pages that are read while deliveries are added and done': async () => {
    const { store } = await make();
    const { commit, waiting } = await store.claim(KEY);
    await commit(0, movement('a', entries(1, 2, 3, 4, 5, 6), []));
    const told: number[] = [];
    let after = 0;
    let added = 6;
    for (let sequence = 1; after < 30; sequence++) {
      const page = await waiting('stdout', after, 2);
      expect(page.length).toBeGreaterThan(0);
      told.push(...numbersOf(page));
      after = told.at(-1) ?? after;
      // The second of a page is done before the first, and new ones come meanwhile.
      const more = added < 30 ? entries(++added, ++added) : [];
      await commit(sequence, movement(`${sequence}`, more, page.slice(1)));
    }
    expect(told).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(numbersOf(await waiting('stdout', 0, 100))).toEqual(told.filter((number) => number % 2 === 1));
  },

  'sums up what waits for each sink, and takes from the sums what is done': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    const sums = async () => (await store.load(KEY))?.waiting;
    await commit(0, movement('a', [...entries(1, 2, 4), entryOf(3, { sink: '__proto__' })], []));
    const other = new Map(Object.entries((await sums()) ?? {}));
    expect(other.get('stdout')).toStrictEqual(waitingOf(1, 2, 4));
    expect(other.get('__proto__')).toStrictEqual(waitingOf(3));
    await commit(1, movement('b', entries(5), [...entries(1), entryOf(3, { sink: '__proto__' })]));
    expect(await sums()).toStrictEqual({ stdout: waitingOf(2, 4, 5) });
    // What does not wait is taken from nothing.
    await commit(2, movement('c', [], [...entries(1, 6), entryOf(2, { sink: 'other' })]));
    expect(await sums()).toStrictEqual({ stdout: waitingOf(2, 4, 5) });
    expect((await store.claim(KEY)).saved?.waiting).toStrictEqual({ stdout: waitingOf(2, 4, 5) });
  },

  'knows the number of the last delivery also when none waits any more': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, movement('a', [], []));
    expect((await store.load(KEY))?.lastDelivery).toBe(0);
    await commit(1, movement('b', entries(1, 7), []));
    await commit(2, movement('c', [], entries(1, 7)));
    const saved = await store.load(KEY);
    expect(saved?.lastDelivery).toBe(7);
    expect(saved?.waiting).toStrictEqual({});
  },

  'keeps bodies of any size and kind': async () => {
    const { store } = await make();
    const { commit, waiting } = await store.claim(KEY);
    const bodies = ['', undefined, null, 'x'.repeat(100_000), { deep: [new Map([[1, 'y'.repeat(5000)]])] }];
    const added = bodies.map((body, i): OutboxEntry => {
      const entry = entryOf(i + 1);
      return { ...entry, bytes: i * 40_000, delivery: { ...entry.delivery, body } };
    });
    await commit(0, movement('a', added, []));
    expect(await waiting('stdout', 0, 100)).toStrictEqual(added);
    await commit(1, movement('b', [], added));
    expect(await waiting('stdout', 0, 100)).toEqual([]);
  },
});
