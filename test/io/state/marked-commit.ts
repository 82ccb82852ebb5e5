import type { Commit, Saved } from '../../../src/io/state/state-store.js';

/**
 * The commit that makes sequence `mark`, with the mark in all of its parts: of different commits mixed, they differ.
 * Sizes go up and down, so that pages are taken and given back.
 */
export const markedCommit = (mark: number): Commit => ({
  position: { offset: mark },
  states: { 'stats/0': new Map([[mark, text(mark, (mark * 7919) % 200_000)]]) },
  sinks: { stdout: { offset: mark } },
  keyed: { hosts: [0, 1, 2].map((i) => [`host ${(mark + i) % 1000}`, text(mark, 50 + (mark % 3000))]) },
  outbox: {
    added: [{ number: mark, sink: 'stdout', delivery: { id: `d${mark}`, body: text(mark, 300), rows: 1 } }],
    done: mark > 5 ? [mark - 5] : [],
  },
  inflight: [{ time: mark }],
});

/** What is loaded after the commits 1 to `mark`. */
export const markedSaved = (mark: number): Saved => {
  const { outbox: _, keyed: __, ...rest } = markedCommit(mark);
  const hosts = new Map<string, unknown>();
  const deliveries = [];
  for (let i = Math.max(1, mark - 1100); i <= mark; i++) {
    const { keyed, outbox } = markedCommit(i);
    for (const [key, value] of keyed.hosts ?? []) hosts.set(key, value);
    if (i > mark - 5) deliveries.push(...outbox.added);
  }
  return { ...rest, sequence: mark, keyed: { hosts }, outbox: deliveries };
};

const text = (mark: number, length: number): string => `${mark}:`.padEnd(length, String(mark % 10));
