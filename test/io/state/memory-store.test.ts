import { expect, it } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { stateStoreContract } from '../../contracts/state-store-contract.js';
import { stateStoreLaws } from '../../contracts/state-store-laws.js';
import { commitTo, emptyCommit, loadFrom } from '../../support/commit-to.js';

stateStoreContract('memoryStore', {
  make: async () => {
    const store = memoryStore();
    return { store, again: async () => store };
  },
});

stateStoreLaws(
  'memoryStore',
  async () => {
    const store = memoryStore();
    return { store, again: async () => store };
  },
  300,
);

it('stays as it was when a commit holds something that cannot be kept', async () => {
  const store = memoryStore();
  await commitTo(store, 'p', 0, { ...emptyCommit('a'), position: 1 });
  const bad = { ...emptyCommit('b'), position: 2, states: { f: () => 1 } };
  await expect(commitTo(store, 'p', 1, bad)).rejects.toThrow('could not be cloned');
  expect(await loadFrom(store, 'p')).toMatchObject({ sequence: 1, position: 1, states: {} });
});

it('remembers after it was closed, so that a test can start the next run on it', async () => {
  const store = memoryStore();
  await commitTo(store, 'p', 0, { ...emptyCommit('a'), position: 1 });
  await store.close();
  expect(await loadFrom(store, 'p')).toMatchObject({ sequence: 1 });
});
