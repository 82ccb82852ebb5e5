import { expect, it } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { stateStoreContract } from '../../contracts/state-store-contract.js';

stateStoreContract('memoryStore', { make: async () => memoryStore() });

it('stays as it was when a commit holds something that cannot be kept', async () => {
  const store = memoryStore();
  const commit = {
    position: 1,
    states: {},
    sinks: {},
    outbox: { added: [], done: [] },
    keyed: {},
    inflight: [],
  };
  await store.commit('p', 0, commit);
  await expect(store.commit('p', 1, { ...commit, states: { f: () => 1 } })).rejects.toThrow(
    'could not be cloned',
  );
  expect(await store.load('p')).toEqual({ ...commit, outbox: [], sequence: 1 });
});

it('remembers after it was closed, so that a test can start the next run on it', async () => {
  const store = memoryStore();
  await store.commit('p', 0, {
    position: 1,
    states: {},
    sinks: {},
    outbox: { added: [], done: [] },
    keyed: {},
    inflight: [],
  });
  await store.close();
  expect((await store.load('p'))?.sequence).toBe(1);
});
