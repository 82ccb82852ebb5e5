import type { Commit, OutboxEntry, Saved, Settled } from '../../../src/io/state/state-store.js';

/**
 * The commit that makes sequence `mark`, with the mark in all of its parts: of different commits mixed, they differ.
 * Sizes go up and down, so that pages are taken and given back.
 */
export const markedCommit = (mark: number): Commit => ({
  id: `commit ${mark}`,
  position: { offset: mark },
  states: { 'stats/0': new Map([[mark, text(mark, (mark * 7919) % 200_000)]]) },
  sinks: { stdout: { offset: mark } },
  remembered: new Map([[`file ${mark % 7}`, mark]]),
  keyed: {
    hosts: new Map([0, 1, 2].map((i) => [`host ${(mark + i) % 1000}`, text(mark, 50 + (mark % 3000))])),
  },
  kept: { stdout: new Map(mark % 3 === 0 ? [] : [[`piece ${mark}`, pieceOf(mark)]]) },
  outbox: {
    added: [markedEntry(mark)],
    done: mark > 5 ? [settled(mark - 5)] : [],
  },
});

const pieceOf = (mark: number): Uint8Array => new Uint8Array(mark * 10).fill(mark);

/** Every third delivery takes what was kept by the two commits before it. */
export const markedEntry = (mark: number): OutboxEntry => {
  const body = text(mark, mark % 2 === 0 ? 300 : 3000);
  const pieces = mark % 3 === 0 ? { pieces: [`piece ${mark - 2}`, `piece ${mark - 1}`] } : {};
  const delivery = { id: `d${mark}`, body, rows: mark % 4, ...pieces };
  return { number: mark, sink: 'stdout', at: 1000 + mark, bytes: body.length, delivery };
};

const settled = (mark: number): Settled => {
  const { number, sink, bytes, delivery } = markedEntry(mark);
  const { rows, pieces } = delivery;
  return { number, sink, bytes, rows, ...(pieces === undefined ? {} : { pieces }) };
};

/** What is loaded after the commits 1 to `mark`. */
export const markedSaved = (mark: number): Saved => {
  const { position, states, sinks } = markedCommit(mark);
  const hosts = new Map<string, unknown>();
  const files = new Map<string, unknown>();
  for (let i = Math.max(1, mark - 1100); i <= mark; i++) {
    const { keyed, remembered } = markedCommit(i);
    for (const [key, value] of keyed.hosts ?? []) hosts.set(key, value);
    for (const [key, value] of remembered) files.set(key, value);
  }
  const entries = markedWaiting(mark);
  const free = [mark - 1, mark].filter((one) => one > 0 && one > mark - (mark % 3));
  const kept = new Map(free.map((one) => [`piece ${one}`, pieceOf(one).length]));
  const sum = (of: (entry: OutboxEntry) => number): number => entries.reduce((all, one) => all + of(one), 0);
  const waiting = {
    deliveries: entries.length,
    rows: sum(({ delivery }) => delivery.rows),
    bytes: sum(({ bytes }) => bytes),
    oldest: entries[0]?.at ?? 0,
  };
  return {
    ...{ position, states, sinks },
    sequence: mark,
    remembered: files,
    keyed: { hosts },
    kept: kept.size === 0 ? {} : { stdout: kept },
    lastDelivery: mark,
    waiting: { stdout: waiting },
  };
};

/** What waits after the commits 1 to `mark`. */
export const markedWaiting = (mark: number): readonly OutboxEntry[] =>
  Array.from({ length: Math.min(5, mark) }, (_, i) => markedEntry(mark - Math.min(5, mark) + 1 + i));

const text = (mark: number, length: number): string => `${mark}:`.padEnd(length, String(mark % 10));
