import type { Clock } from '../../../src/io/clock.js';
import type { Emitted, Refused, Sink } from '../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';

/** What becomes of a write. */
export type Fate =
  | 'stored'
  /** Not stored, to be tried again. */
  | 'later'
  /** Stored, and to be tried again all the same. */
  | 'stored and later'
  | 'refused'
  /** Stored but for its last row. */
  | 'a row refused'
  /** Stored after a second, unless it is stopped before. */
  | 'slowly';

export interface Destination {
  /** Ids of rows as they were stored, again and again where they were told again. */
  readonly stored: string[];
  /** Ids of rows that were refused, one by one or with their delivery. */
  readonly refused: string[];
  /** Ids of rows as they arrived, whatever became of them then. */
  readonly arrived: string[];
  /** Times that something was written to it. */
  writes: number;
}

export interface FatedOptions {
  readonly clock: Clock;
  readonly to: Destination;
  /** Rows of a delivery. */
  readonly batch: number;
  /** Whether rows that wait for others are held back as pieces, or in the sink's memory. */
  readonly pieces: boolean;
  readonly inFlight: number;
  /** Rows up to which deliveries are written as one; 0: each by itself. */
  readonly joined: number;
  /** In turns, over all runs. */
  readonly fates: readonly Fate[];
}

/** A sink of a destination that does what a test has thought of, and remembers it. */
export const fatedSink = ({ clock, to, batch, pieces, inFlight, joined, fates }: FatedOptions): Sink => {
  /** In the state: a number for the next piece, and rows that wait. */
  interface Memory {
    readonly next: number;
    readonly waiting: readonly string[];
  }
  const idsOf = async (
    body: unknown,
    keys: readonly string[],
    piece: (key: string) => Promise<Uint8Array>,
  ) => {
    const read = await Promise.all(keys.map(async (key) => Buffer.from(await piece(key)).toString()));
    return [...(body as readonly string[]), ...read];
  };
  return {
    name: 'fated',
    destination: 'there',
    guarantee: 'at least once',
    inFlight,
    ...(joined > 0 && {
      joins: {
        fits: () => true,
        rows: joined,
        join: (deliveries) => ({
          id: deliveries.map(({ id }) => id).join('+'),
          body: deliveries.flatMap(({ body }) => body as readonly string[]),
          rows: deliveries.reduce((sum, { rows }) => sum + rows, 0),
        }),
      },
    }),
    compose: (rows: readonly Emitted[], { saved, kept }, watermark) => {
      const memory = (saved as Memory | undefined) ?? { next: 0, waiting: [] };
      const ids = rows.map(({ id }) => id);
      const added = new Map(pieces ? ids.map((id, i) => [String(memory.next + i), Buffer.from(id)]) : []);
      const waiting = pieces ? [...kept.keys(), ...added.keys()] : [...memory.waiting, ...ids];
      const left = watermark === Infinity ? 0 : waiting.length % batch;
      const ready = waiting.splice(0, waiting.length - left);
      const deliveries = [];
      for (let from = 0; from < ready.length; from += batch) {
        const part = ready.slice(from, from + batch);
        const id = String(part[0]);
        deliveries.push(
          pieces ? { id, body: [], rows: part.length, pieces: part } : { id, body: part, rows: part.length },
        );
      }
      const next = memory.next + rows.length;
      return { deliveries, saved: { next, waiting: pieces ? [] : waiting } satisfies Memory, kept: added };
    },
    write: async ({ body, pieces: keys = [] }, signal, piece) => {
      const ids = await idsOf(body, keys, piece);
      const fate = fates[to.writes++ % fates.length] ?? 'stored';
      const later = new TidemarkError('undeliverable', 'Later.', { retryable: true });
      if (fate === 'later') throw later;
      if (fate === 'slowly') await clock.sleep(1000, signal);
      if (signal.aborted) throw later;
      to.arrived.push(...ids);
      if (fate === 'refused') {
        to.refused.push(...ids);
        throw new TidemarkError('undeliverable', 'No.');
      }
      const refused: Refused[] =
        fate === 'a row refused' ? [{ row: ids.length - 1, why: 'not this one', body: ids.pop() }] : [];
      to.refused.push(...refused.map(({ body }) => String(body)));
      to.stored.push(...ids);
      if (fate === 'stored and later') throw later;
      return { refused };
    },
    close: async () => undefined,
  };
};
