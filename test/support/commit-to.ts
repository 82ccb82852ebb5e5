import type { Commit, Saved, StateStore } from '../../src/io/state/state-store.js';

/** Commits as a new owner of a pipeline. */
export const commitTo = async (
  store: StateStore,
  pipeline: string,
  expected: number,
  next: Commit,
): Promise<void> => (await store.claim({ pipeline })).commit(expected, next);

/** What a pipeline has committed. */
export const loadFrom = (store: StateStore, pipeline: string): Promise<Saved | undefined> =>
  store.load({ pipeline });

/** A commit of nothing, to be filled. */
export const emptyCommit = (id: string): Commit => ({
  id,
  position: undefined,
  remembered: new Map(),
  states: {},
  keyed: {},
  sinks: {},
  kept: {},
  outbox: { added: [], done: [] },
});
