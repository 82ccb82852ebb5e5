import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Saved, StateStore } from './state-store.js';

/** Keeps the commits in memory, for tests and for runs that remember nothing. What it was given and what it gives are copies. */
export const memoryStore = (): StateStore => {
  const commits = new Map<string, Saved>();
  return {
    load: async (pipeline) => structuredClone(commits.get(pipeline)),
    commit: async (pipeline, expected, next) => {
      const stored = commits.get(pipeline)?.sequence ?? 0;
      if (stored !== expected) {
        throw new TidemarkError(
          'stale-state',
          `Cannot commit ${pipeline}: its state is at ${stored}, not at ${expected}. Another process runs it now; stop one of the two.`,
        );
      }
      commits.set(pipeline, structuredClone({ ...next, sequence: expected + 1 }));
    },
    close: async () => undefined,
  };
};
