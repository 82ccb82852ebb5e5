import { expect } from 'vitest';
import type { Commit } from '../../../src/io/state/state-store.js';
import { commitTo, emptyCommit, loadFrom } from '../../support/commit-to.js';
import { onceMore } from '../../support/once-more.js';
import { commitOf, entryOf, KEY, type MakeStore, savedOf } from './marks.js';

const STALE = { code: 'stale-state', retryable: false };

const remembering = (id: string, ...changes: readonly (readonly [string, unknown])[]): Commit => ({
  ...emptyCommit(id),
  remembered: new Map(changes),
});

const keyed = (id: string, states: Commit['keyed']): Commit => ({ ...emptyCommit(id), keyed: states });

/** What a commit makes true. */
export const commitLaws = (make: MakeStore): Record<string, () => Promise<void>> => ({
  'knows nothing of a key that has not committed': async () => {
    const { store } = await make();
    expect(await loadFrom(store, 'nobody')).toBeUndefined();
    expect((await store.claim({ pipeline: 'nobody' })).saved).toBeUndefined();
    expect(await loadFrom(store, 'nobody')).toBeUndefined();
    expect(await store.list()).toEqual([]);
  },

  'gives back the last commit as it was, with its sequence': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, commitOf(10));
    expect(await store.load(KEY)).toStrictEqual(savedOf(10));
    await commit(1, commitOf(20));
    expect(await store.load(KEY)).toStrictEqual(savedOf(10, 20));
    expect((await store.claim(KEY)).saved).toStrictEqual(savedOf(10, 20));
  },

  'keeps a position that is undefined': async () => {
    const { store } = await make();
    await commitTo(store, 'p', 0, { ...commitOf(1), position: undefined });
    expect((await store.load(KEY))?.position).toBeUndefined();
  },

  'refuses a commit that expects another sequence than the stored one, and changes nothing': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await expect(commit(1, commitOf(1))).rejects.toMatchObject(STALE);
    expect(await store.load(KEY)).toBeUndefined();
    await commit(0, commitOf(1));
    await commit(1, commitOf(2));
    for (const stale of [0, 1, 3, -1, 1.5]) {
      await expect(commit(stale, commitOf(99))).rejects.toMatchObject(STALE);
    }
    expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
  },

  'lets exactly one of several concurrent commits win': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    const marks = [1, 2, 3, 4, 5];
    const outcomes = await Promise.allSettled(marks.map((mark) => commit(0, commitOf(mark))));
    const winners = marks.filter((_, i) => outcomes[i]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await store.load(KEY)).toStrictEqual(savedOf(winners[0] ?? 0));
  },

  'answers a commit that it holds already, as if it were the first time, and changes nothing': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, commitOf(1));
    for (let lost = 0; lost < 3; lost++) await commit(0, commitOf(1));
    expect(await store.load(KEY)).toStrictEqual(savedOf(1));
    await commit(1, commitOf(2));
    await commit(1, commitOf(2));
    expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
  },

  'refuses a commit that it held once and that others have followed': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, commitOf(1));
    await commit(1, commitOf(2));
    await expect(commit(0, commitOf(1))).rejects.toMatchObject(STALE);
    // Of the last one only at its place.
    await expect(commit(0, commitOf(2))).rejects.toMatchObject(STALE);
    expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
  },

  'takes changes that are no Map, and reads them as often as it is asked to commit them': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    const { remembered, keyed, kept, ...rest } = commitOf(1);
    const lazy: Commit = {
      ...rest,
      remembered: onceMore(remembered),
      keyed: { 'stats/0': onceMore(keyed['stats/0'] ?? new Map()) },
      kept: { stdout: onceMore(kept.stdout ?? new Map()) },
    };
    await expect(commit(7, lazy)).rejects.toMatchObject(STALE);
    await commit(0, lazy);
    await commit(0, lazy);
    expect(await store.load(KEY)).toStrictEqual(savedOf(1));
  },

  'does not see what the caller does to its objects after a commit': async () => {
    const { store } = await make();
    const windows = new Map([[1, { hits: 1 }]]);
    const added = [entryOf(1)];
    const bytes = new Uint8Array([1, 2]);
    const kept = { stdout: new Map([['k', bytes]]) };
    const { commit, waiting, piece } = await store.claim(KEY);
    await commit(0, { ...commitOf(1), states: { windows }, kept, outbox: { added, done: [] } });
    windows.set(2, { hits: 2 });
    windows.get(1)!.hits = 99;
    added.length = 0;
    bytes.fill(9);
    expect((await store.load(KEY))?.states).toStrictEqual({ windows: new Map([[1, { hits: 1 }]]) });
    expect(await waiting('stdout', 0, 10)).toHaveLength(1);
    expect([...(await piece('stdout', 'k'))]).toEqual([1, 2]);
  },

  'does not see what the caller does to what it loaded': async () => {
    const { store } = await make();
    await commitTo(store, 'p', 0, { ...commitOf(1), states: { windows: new Map([[1, 1]]) } });
    const windows = (await store.load(KEY))?.states.windows;
    if (!(windows instanceof Map)) throw new Error('A saved Map must come back as a Map.');
    windows.clear();
    expect((await store.load(KEY))?.states).toStrictEqual({ windows: new Map([[1, 1]]) });
  },

  'keeps what is remembered until it is unset': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, remembering('a', ['x', 1], ['__proto__', 2], ['', { deep: [1] }]));
    await commit(1, remembering('b', ['x', undefined], ['y', 3], ['never there', undefined]));
    await commit(2, remembering('c', ['', null]));
    const left = new Map<string, unknown>([
      ['__proto__', 2],
      ['', null],
      ['y', 3],
    ]);
    expect((await store.load(KEY))?.remembered).toStrictEqual(left);
    await commit(3, remembering('d', ['x', 4]));
    expect((await store.load(KEY))?.remembered).toStrictEqual(left.set('x', 4));
  },

  'keeps of a keyed state what has not changed': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    const first = new Map<string, unknown>([
      ['x', 1],
      ['y', 2],
      ['__proto__', 3],
    ]);
    const changes = new Map<string, unknown>([
      ['x', undefined],
      ['y', 20],
      ['', { deep: [1] }],
    ]);
    await commit(0, keyed('a', { a: first, b: new Map() }));
    await commit(1, keyed('b', { a: changes, b: new Map() }));
    expect((await store.load(KEY))?.keyed).toStrictEqual({
      a: new Map<string, unknown>([
        ['y', 20],
        ['__proto__', 3],
        ['', { deep: [1] }],
      ]),
      b: new Map(),
    });
  },

  'forgets a keyed state that is no longer named': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, keyed('a', { a: new Map([['x', 1]]), b: new Map([['x', 2]]) }));
    await commit(1, keyed('b', { b: new Map() }));
    await commit(2, keyed('c', { a: new Map(), b: new Map() }));
    expect((await store.load(KEY))?.keyed).toStrictEqual({ a: new Map(), b: new Map([['x', 2]]) });
  },

  'says that a partition has ended for as long as its last commit does': async () => {
    const { store } = await make();
    const { commit } = await store.claim(KEY);
    await commit(0, { ...commitOf(1), ended: true });
    expect(await store.load(KEY)).toStrictEqual({ ...savedOf(1), ended: true });
    await commit(1, commitOf(2));
    expect(await store.load(KEY)).toStrictEqual(savedOf(1, 2));
  },

  'can be closed twice': async () => {
    const { store } = await make();
    await commitTo(store, 'p', 0, commitOf(1));
    await store.close();
    await store.close();
  },
});
