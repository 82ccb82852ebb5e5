import { staleState } from './stale-state.js';
import type { OutboxEntry, Saved, StateStore } from './state-store.js';

/** Keeps the commits in memory, for tests and for runs that remember nothing. What it was given and what it gives are copies. */
export const memoryStore = (): StateStore => {
  const commits = new Map<string, Saved>();
  return {
    load: async (pipeline) => structuredClone(commits.get(pipeline)),
    commit: async (pipeline, expected, next) => {
      const before = commits.get(pipeline);
      const stored = before?.sequence ?? 0;
      if (stored !== expected) throw staleState(pipeline, expected, stored);
      const { keyed, outbox, ...rest } = next;
      commits.set(pipeline, {
        ...structuredClone(rest),
        sequence: expected + 1,
        keyed: Object.fromEntries(
          Object.entries(keyed).map(([name, changes]) => [name, changed(before?.keyed[name], changes)]),
        ),
        outbox: moved(before?.outbox ?? [], outbox),
      });
    },
    close: async () => undefined,
  };
};

function changed(
  before: ReadonlyMap<string, unknown> | undefined,
  changes: Iterable<readonly [string, unknown]>,
): ReadonlyMap<string, unknown> {
  const after = new Map(before);
  for (const [key, value] of changes) {
    if (value === undefined) after.delete(key);
    else after.set(key, structuredClone(value));
  }
  return after;
}

function moved(
  before: readonly OutboxEntry[],
  { added, done }: { readonly added: readonly OutboxEntry[]; readonly done: readonly number[] },
): readonly OutboxEntry[] {
  const stored = new Set(done);
  return [...before, ...structuredClone(added)]
    .filter(({ number }) => !stored.has(number))
    .sort((a, b) => a.number - b.number);
}
