import type { OperatorBalance } from '../operators/operator.js';
import type { Rejected, RejectedReason } from '../operators/rejected.js';

export type RejectedCounts = Partial<Record<RejectedReason, number>>;

/** The balance of one stream: `rows = counted + filtered + rejected`. */
export interface StreamBalance {
  readonly name: string;
  /** Fingerprint of its operators: while it is the same, the balances of several runs can be added. */
  readonly signature: string;
  /** Rows that came into the stream. */
  readonly rows: number;
  readonly counted: number;
  readonly filtered: number;
  readonly rejected: RejectedCounts;
  /** Rows that came out. */
  readonly emitted: number;
}

/** What became of the rows of one sink. */
export interface SinkCounts {
  /** Given to the sink. */
  readonly emitted: number;
  /** Left out by the sink on purpose. */
  readonly skipped: number;
  /** In deliveries. */
  readonly composed: number;
  readonly stored: number;
  /** Refused for good: one by one, or with all of a delivery where dead letters have no place. */
  readonly refused: number;
  /** Given up because too much waited. */
  readonly dropped: number;
  /** In deliveries that were refused whole and have become dead letters. */
  readonly dead: number;
}

/**
 * The balance of one sink, in rows, over all its runs: `emitted = skipped + composed + held`, `composed = stored + refused
 * + dropped + dead + waiting`. Of a single run what it stored may be what the run before has composed.
 */
export interface SinkBalance extends SinkCounts {
  /** Its key in the state. */
  readonly key: string;
  readonly name: string;
  readonly destination: string;
  /** In deliveries that are still to be written. */
  readonly waiting: number;
  /** In the sink's memory: in no delivery yet. */
  readonly held: number;
  /** What waited and was held when a run ended that nobody goes on with. */
  readonly lost: number;
}

/** Nothing disappears: where every input went. */
export interface Balance {
  /** Lines that the source has read; undefined where it has none. */
  readonly lines: number | undefined;
  /** Rows that reached the streams. */
  readonly rows: number;
  /** Rows from far ahead that nothing has confirmed; the next run goes on with them. */
  readonly held: number;
  /** Inputs that reached no stream: not readable, without a time, from the future. */
  readonly rejected: RejectedCounts;
  readonly streams: readonly StreamBalance[];
  readonly sinks: readonly SinkBalance[];
}

type Counting = { -readonly [K in keyof SinkCounts]: number };

const NOTHING: SinkCounts = {
  emitted: 0,
  skipped: 0,
  composed: 0,
  stored: 0,
  refused: 0,
  dropped: 0,
  dead: 0,
};

interface StreamCounts {
  readonly rejected: RejectedCounts;
  received: number;
  emitted: number;
}

/** Counts while a pipeline runs. */
export class RunningBalance {
  #rows = 0;
  readonly #rejected: RejectedCounts = {};
  readonly #streams = new Map<string, StreamCounts>();
  readonly #sinks = new Map<string, Counting>();

  rows(n: number): void {
    this.#rows += n;
  }

  /** Rejected by a stream, or before all streams where none is named. */
  rejected(rejected: readonly Rejected[], stream: string | undefined): void {
    if (rejected.length === 0) return;
    const counts = stream === undefined ? this.#rejected : this.#ofStream(stream).rejected;
    for (const { reason } of rejected) counts[reason] = (counts[reason] ?? 0) + 1;
  }

  /** Rows that came into a stream. */
  received(stream: string, n: number): void {
    if (n > 0) this.#ofStream(stream).received += n;
  }

  emitted(stream: string, n: number): void {
    if (n > 0) this.#ofStream(stream).emitted += n;
  }

  /** By its key. */
  sink(key: string, what: keyof SinkCounts, rows: number): void {
    const counts = this.#sinks.get(key) ?? { ...NOTHING };
    this.#sinks.set(key, counts);
    counts[what] += rows;
  }

  ofSink(key: string): SinkCounts {
    return this.#sinks.get(key) ?? NOTHING;
  }

  /** A stream whose operators keep no balance counts what comes in. */
  stream(name: string, signature: string, balance: OperatorBalance | undefined): StreamBalance {
    const { rejected, received, emitted } = this.#ofStream(name);
    const { counted, filtered } = balance ?? { counted: received, filtered: 0 };
    return { name, signature, rows: received, counted, filtered, rejected: { ...rejected }, emitted };
  }

  balance(
    lines: number | undefined,
    held: number,
    streams: readonly StreamBalance[],
    sinks: readonly SinkBalance[],
  ): Balance {
    return { lines, rows: this.#rows, held, rejected: { ...this.#rejected }, streams, sinks };
  }

  #ofStream(name: string): StreamCounts {
    const counts = this.#streams.get(name) ?? { rejected: {}, received: 0, emitted: 0 };
    this.#streams.set(name, counts);
    return counts;
  }
}

/** The balance over the runs before and this one. A stream whose operators have changed begins anew. */
export function addBalances(before: Balance | undefined, now: Balance): Balance {
  if (before === undefined) return now;
  return {
    lines:
      before.lines === undefined && now.lines === undefined
        ? undefined
        : (before.lines ?? 0) + (now.lines ?? 0),
    rows: before.rows + now.rows,
    held: now.held,
    rejected: addCounts(before.rejected, now.rejected),
    streams: now.streams.map((stream) => {
      const old = before.streams.find(
        ({ name, signature }) => name === stream.name && signature === stream.signature,
      );
      return old === undefined ? stream : addStreams(old, stream);
    }),
    sinks: addSinks(before.sinks, now.sinks),
  };
}

const addStreams = (a: StreamBalance, b: StreamBalance): StreamBalance => ({
  ...b,
  rows: a.rows + b.rows,
  counted: a.counted + b.counted,
  filtered: a.filtered + b.filtered,
  rejected: addCounts(a.rejected, b.rejected),
  emitted: a.emitted + b.emitted,
});

function addSinks(before: readonly SinkBalance[], now: readonly SinkBalance[]): readonly SinkBalance[] {
  const sums = new Map(before.map((sink) => [sink.key, sink]));
  for (const sink of now) {
    const old = sums.get(sink.key);
    sums.set(sink.key, old === undefined ? sink : { ...sink, ...addSinkCounts(old, sink) });
  }
  return [...sums.values()];
}

const addSinkCounts = (a: SinkCounts, b: SinkCounts): SinkCounts => ({
  emitted: a.emitted + b.emitted,
  skipped: a.skipped + b.skipped,
  composed: a.composed + b.composed,
  stored: a.stored + b.stored,
  refused: a.refused + b.refused,
  dropped: a.dropped + b.dropped,
  dead: a.dead + b.dead,
});

function addCounts(a: RejectedCounts, b: RejectedCounts): RejectedCounts {
  const sum: RejectedCounts = { ...a };
  // The keys of counts are reasons.
  for (const reason of Object.keys(b) as RejectedReason[])
    sum[reason] = (sum[reason] ?? 0) + (b[reason] ?? 0);
  return sum;
}
