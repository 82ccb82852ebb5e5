import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { isOwnerFile } from '../../../../src/io/state/lmdb/state-file-names.js';
import type { Owned, StateKey, StateStore } from '../../../../src/io/state/state-store.js';
import type { StatePlace } from '../../../contracts/state-store/marks.js';
import { stateStoreContract } from '../../../contracts/state-store-contract.js';
import { stateStoreLaws } from '../../../contracts/state-store-laws.js';
import { quickDirectory, temporaryDirectory } from '../../../support/temporary-directory.js';

const open = async (directory: string): Promise<DiskStore> => {
  const store = await diskStore({ directory });
  onTestFinished(() => store.close());
  return store;
};

/** As in another container, where our process cannot be seen: whoever opens the directory then takes it over. */
const hideOwner = async (directory: string): Promise<void> => {
  for (const name of (await readdir(directory)).filter(isOwnerFile)) {
    await writeFile(join(directory, name), '');
  }
};

const placeIn = async (make: () => Promise<string>): Promise<StatePlace> => {
  const directory = await make();
  return {
    store: await open(directory),
    again: async () => {
      await hideOwner(directory);
      return open(directory);
    },
  };
};

stateStoreContract('diskStore', { make: () => placeIn(temporaryDirectory) });

stateStoreLaws('diskStore', () => placeIn(quickDirectory), 60);

/** Every call finds the directory as the last one left it, and opens it anew. */
stateStoreContract('diskStore, opened anew for every call,', {
  make: async () => {
    const directory = await temporaryDirectory();
    let before: Promise<unknown> = Promise.resolve();
    const anew = <T>(body: (store: StateStore) => Promise<T>): Promise<T> => {
      const call = async (): Promise<T> => {
        const store = await diskStore({ directory });
        try {
          return await body(store);
        } finally {
          await store.close();
        }
      };
      const outcome = before.then(call, call);
      before = outcome.catch(() => undefined);
      return outcome;
    };
    const owned = <T>(key: StateKey, body: (owned: Owned) => Promise<T>): Promise<T> =>
      anew(async (store) => body(await store.claim(key)));
    const store: StateStore = {
      load: (key) => anew((store) => store.load(key)),
      list: () => anew((store) => store.list()),
      claim: (key) =>
        owned(key, async ({ saved }) => ({
          saved,
          commit: (expected, next) => owned(key, ({ commit }) => commit(expected, next)),
          waiting: (sink, after, most) => owned(key, ({ waiting }) => waiting(sink, after, most)),
          piece: (sink, name) => owned(key, ({ piece }) => piece(sink, name)),
        })),
      close: async () => undefined,
    };
    return { store, again: async () => store };
  },
  skip: [
    'refuses an owner once somebody else has claimed the key, even one who never commits',
    'refuses an owner that has never committed when another has claimed the key',
    'refuses an owner that wakes up late, also with a commit that was stored and whose answer it has missed',
  ].map((test) => ({ test, reason: 'Here every call claims the key anew.' })),
});
