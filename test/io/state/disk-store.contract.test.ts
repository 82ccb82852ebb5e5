import { onTestFinished } from 'vitest';
import { diskStore } from '../../../src/io/state/disk-store.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import { stateStoreContract } from '../../contracts/state-store-contract.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

stateStoreContract('diskStore', {
  make: async () => {
    const store = await diskStore({ directory: await temporaryDirectory() });
    onTestFinished(() => store.close());
    return store;
  },
});

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
    return {
      load: (pipeline) => anew((store) => store.load(pipeline)),
      // A commit takes what it is given when it is called.
      commit: (pipeline, expected, next) => {
        const given = structuredClone(next);
        return anew((store) => store.commit(pipeline, expected, given));
      },
      close: async () => undefined,
    };
  },
});
