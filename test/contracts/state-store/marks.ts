import type { Commit, OutboxEntry, Saved, Settled, StateStore } from '../../../src/io/state/state-store.js';
import { emptyCommit } from '../../support/commit-to.js';

export const KEY = { pipeline: 'p' };

/** One place, and the store objects over it. */
export interface StatePlace {
  readonly store: StateStore;
  /** Another store object over the same place. Where only one may be open, that is this one from here on. */
  again(): Promise<StateStore>;
}

export type MakeStore = () => Promise<StatePlace>;

/** A commit with something of everything, told apart by `mark`. */
export const commitOf = (mark: number): Commit => ({
  id: `commit ${mark}`,
  position: { offset: mark, codec: { unit: 'ms' } },
  remembered: new Map<string, unknown>([[`file ${mark}`, { size: BigInt(mark) }]]),
  states: {
    'stats/0': {
      windows: new Map([[mark, { hits: 1n, open: new Set(['a', 'b']) }]]),
      sketch: new Float64Array([mark, 0.5]),
    },
    'stats/1': { watermark: Number.NEGATIVE_INFINITY, nothing: undefined },
  },
  keyed: { 'stats/0': new Map<string, unknown>([[`k${mark}`, { hits: 1n }]]) },
  sinks: { stdout: { offset: mark } },
  kept: { stdout: new Map([[`piece ${mark}`, new Uint8Array(mark)]]) },
  outbox: { added: [entryOf(mark)], done: [] },
});

/** A delivery for standard output, unless another sink is named. */
export const entryOf = (
  number: number,
  { sink = 'stdout', pieces }: { readonly sink?: string; readonly pieces?: readonly string[] } = {},
): OutboxEntry => ({
  number,
  sink,
  at: 1000 + number,
  bytes: 100 * number,
  delivery: {
    id: `d${number}`,
    body: 'text\n',
    rows: number + 1,
    ...(pieces === undefined ? {} : { pieces }),
  },
});

/** That `entry` waits no more. */
export const settled = ({ number, sink, bytes, delivery: { rows, pieces } }: OutboxEntry): Settled => ({
  number,
  sink,
  rows,
  bytes,
  ...(pieces === undefined ? {} : { pieces }),
});

/** What is loaded after commits with these marks, none of whose deliveries are done. */
export const savedOf = (...marks: readonly number[]): Saved => {
  const { position, states, sinks } = commitOf(marks.at(-1) ?? 0);
  return {
    ...{ position, states, sinks },
    sequence: marks.length,
    remembered: new Map(marks.map((mark) => [`file ${mark}`, { size: BigInt(mark) }])),
    keyed: { 'stats/0': new Map(marks.map((mark) => [`k${mark}`, { hits: 1n }])) },
    kept: { stdout: new Map(marks.map((mark) => [`piece ${mark}`, mark])) },
    lastDelivery: Math.max(...marks),
    waiting: { stdout: waitingOf(...marks) },
  };
};

/** What waits when these deliveries do. */
export const waitingOf = (...marks: readonly number[]) => ({
  deliveries: marks.length,
  rows: marks.reduce((sum, mark) => sum + mark + 1, 0),
  bytes: marks.reduce((sum, mark) => sum + 100 * mark, 0),
  oldest: 1000 + Math.min(...marks),
});

/** Only deliveries come and go. */
export const movement = (
  id: string,
  added: readonly OutboxEntry[],
  done: readonly OutboxEntry[],
): Commit => ({ ...emptyCommit(id), outbox: { added, done: done.map(settled) } });
