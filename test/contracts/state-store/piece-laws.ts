import { expect } from 'vitest';
import type { Commit, OutboxEntry } from '../../../src/io/state/state-store.js';
import { emptyCommit } from '../../support/commit-to.js';
import { entryOf, KEY, type MakeStore, settled } from './marks.js';

const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

interface Move {
  readonly kept?: readonly (readonly [key: string, bytes: Uint8Array | undefined])[];
  readonly added?: readonly OutboxEntry[];
  readonly done?: readonly OutboxEntry[];
  readonly sink?: string;
}

let moves = 0;
const move = ({ kept = [], added = [], done = [], sink = 'stdout' }: Move): Commit => ({
  ...emptyCommit(`move ${moves++}`),
  kept: { [sink]: new Map(kept) },
  outbox: { added, done: done.map(settled) },
});

const MISSING = { code: 'bad-state' };

/** What sinks hold back, and what deliveries take of it. */
export const pieceLaws = (make: MakeStore): Record<string, () => Promise<void>> => ({
  'keeps what a sink holds back until it is given up, and says how large it is': async () => {
    const { store } = await make();
    const { commit, piece } = await store.claim(KEY);
    await commit(
      0,
      move({
        kept: [
          ['a', bytes(1, 2, 3)],
          ['__proto__', bytes()],
          ['b', bytes(4)],
        ],
      }),
    );
    await commit(
      1,
      move({
        kept: [
          ['b', bytes(5, 6)],
          ['a', undefined],
          ['never', undefined],
        ],
      }),
    );
    await commit(2, move({ kept: [['b', bytes(7)]], sink: 'other' }));
    const sizes = {
      stdout: new Map([
        ['__proto__', 0],
        ['b', 2],
      ]),
      other: new Map([['b', 1]]),
    };
    expect((await store.load(KEY))?.kept).toStrictEqual(sizes);
    expect([...(await piece('stdout', 'b'))]).toEqual([5, 6]);
    expect([...(await piece('other', 'b'))]).toEqual([7]);
    await expect(piece('stdout', 'a')).rejects.toMatchObject(MISSING);
    await expect(piece('nobody', 'b')).rejects.toMatchObject(MISSING);
  },

  'gives what a sink keeps to the delivery that names it, and drops it when that is done': async () => {
    const { store } = await make();
    const { commit, piece } = await store.claim(KEY);
    const kept = async () => (await store.load(KEY))?.kept;
    await commit(
      0,
      move({
        kept: [
          ['a', bytes(1)],
          ['b', bytes(2)],
          ['c', bytes(3)],
        ],
      }),
    );
    const first = entryOf(1, { pieces: ['a', 'b'] });
    await commit(1, move({ added: [first] }));
    expect(await kept()).toStrictEqual({ stdout: new Map([['c', 1]]) });
    expect([...(await piece('stdout', 'a'))]).toEqual([1]);
    // What a delivery has taken is not its sink's to give up.
    await commit(2, move({ kept: [['a', undefined]] }));
    expect([...(await piece('stdout', 'a'))]).toEqual([1]);
    await commit(3, move({ done: [first] }));
    for (const key of ['a', 'b']) await expect(piece('stdout', key)).rejects.toMatchObject(MISSING);
    expect([...(await piece('stdout', 'c'))]).toEqual([3]);
    // The key is free again.
    await commit(4, move({ kept: [['a', bytes(4)]] }));
    expect([...(await piece('stdout', 'a'))]).toEqual([4]);
    expect(await kept()).toStrictEqual({
      stdout: new Map([
        ['a', 1],
        ['c', 1],
      ]),
    });
  },

  'gives a delivery what its own commit keeps': async () => {
    const { store } = await make();
    const { commit, piece, waiting } = await store.claim(KEY);
    const taking = entryOf(1, { pieces: ['a', 'b'] });
    await commit(0, move({ kept: [['a', bytes(1)]] }));
    await commit(
      1,
      move({
        kept: [
          ['a', bytes(2)],
          ['b', bytes(3)],
          ['c', bytes(4)],
        ],
        added: [taking],
      }),
    );
    expect((await store.load(KEY))?.kept).toStrictEqual({ stdout: new Map([['c', 1]]) });
    expect([...(await piece('stdout', 'a'))]).toEqual([2]);
    expect([...(await piece('stdout', 'b'))]).toEqual([3]);
    expect(await waiting('stdout', 0, 1)).toStrictEqual([taking]);
    await commit(2, move({ done: [taking] }));
    await expect(piece('stdout', 'b')).rejects.toMatchObject(MISSING);
  },

  'has nothing left of a piece whose delivery was added and done at once': async () => {
    const { store } = await make();
    const { commit, piece } = await store.claim(KEY);
    const taking = entryOf(1, { pieces: ['a'] });
    await commit(0, move({ kept: [['a', bytes(1)]], added: [taking], done: [taking] }));
    expect((await store.load(KEY))?.kept).toStrictEqual({});
    await expect(piece('stdout', 'a')).rejects.toMatchObject(MISSING);
  },

  'refuses a delivery that names what is not kept, and a key that a waiting one has taken; nothing changes':
    async () => {
      const { store } = await make();
      const { commit, piece } = await store.claim(KEY);
      const taking = entryOf(1, { pieces: ['a'] });
      await commit(
        0,
        move({
          kept: [
            ['a', bytes(1)],
            ['b', bytes(2)],
          ],
          added: [taking],
        }),
      );
      const before = await store.load(KEY);
      const wrong: Move[] = [
        { added: [entryOf(2, { pieces: ['never'] })] },
        { added: [entryOf(2, { pieces: ['a'] })] },
        { added: [entryOf(2, { pieces: ['b'], sink: 'other' })] },
        { added: [entryOf(2, { pieces: ['b'] }), entryOf(3, { pieces: ['b'] })] },
        { added: [entryOf(2, { pieces: ['b', 'b'] })] },
        { kept: [['b', undefined]], added: [entryOf(2, { pieces: ['b'] })] },
        {
          kept: [
            ['c', bytes(3)],
            ['a', bytes(9)],
          ],
        },
      ];
      for (const one of wrong) {
        await expect(commit(1, move(one))).rejects.toMatchObject({ code: 'bad-options', retryable: false });
        expect(await store.load(KEY)).toStrictEqual(before);
      }
      expect([...(await piece('stdout', 'a'))]).toEqual([1]);
      await commit(1, move({ added: [entryOf(2, { pieces: ['b'] })], done: [taking] }));
      expect([...(await piece('stdout', 'b'))]).toEqual([2]);
    },
});
