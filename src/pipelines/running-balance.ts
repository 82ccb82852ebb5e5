import type { Chunk } from '../operators/chunk.js';
import type { OperatorBalance } from '../operators/operator.js';
import type { Rejected } from '../operators/rejected.js';
import type {
  Balance,
  RejectedCounts,
  SinkBalance,
  SinkCounts,
  SkippedCounts,
  StreamBalance,
} from './balance.js';
import { LossNotes, type TimeLimits } from './losses/loss-notes.js';
import type { Unread } from './losses/unread.js';

/** For who does not run: no row can be late. */
const NO_LIMITS: TimeLimits = { lateness: 0, idle: 0, step: 0 };

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
  #skipped = 0;
  readonly #rejected: RejectedCounts = {};
  readonly #streams = new Map<string, StreamCounts>();
  readonly #sinks = new Map<string, Counting>();
  readonly #losses: LossNotes;
  #onLoss: () => void = () => undefined;

  /** `readAs`: the formats that the sources are told to read. */
  constructor(limits: TimeLimits = NO_LIMITS, readAs: readonly string[] = []) {
    this.#losses = new LossNotes(limits, readAs);
  }

  /** Who is told that something has been rejected. */
  set onLoss(told: () => void) {
    this.#onLoss = told;
  }

  rows(n: number): void {
    this.#rows += n;
  }

  /** Rejected by a stream, or before all streams where none is named. `watermark`: up to where time had come. */
  rejected(rejected: readonly Rejected[], stream: string | undefined, watermark = -Infinity): void {
    if (rejected.length === 0) return;
    const counts = stream === undefined ? this.#rejected : this.#ofStream(stream).rejected;
    for (const { reason } of rejected) counts[reason] = (counts[reason] ?? 0) + 1;
    this.#losses.note(rejected, stream, watermark);
    this.#onLoss();
  }

  /** A chunk of a file or shard has come. */
  came({
    partition,
    rows,
    rejected,
    skipped = 0,
  }: Pick<Chunk<unknown>, 'partition' | 'rows' | 'rejected' | 'skipped'>): void {
    this.#skipped += skipped;
    if (partition !== undefined && rows.length + rejected.length > 0)
      this.#losses.came(partition, rows.length, rejected);
  }

  /** Files and shards of which nothing could be read. */
  unread(): readonly Unread[] {
    return this.#losses.unread();
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
  stream(
    which: Pick<StreamBalance, 'name' | 'as' | 'isOut' | 'signature'>,
    balance: OperatorBalance | undefined,
    skipped?: SkippedCounts,
  ): StreamBalance {
    const { rejected, received, emitted } = this.#ofStream(which.name);
    const { counted, filtered } = balance ?? { counted: received, filtered: 0 };
    return {
      ...which,
      rows: received,
      counted,
      filtered,
      rejected: { ...rejected },
      emitted,
      ...(skipped !== undefined && { skipped }),
    };
  }

  balance(
    lines: number | undefined,
    held: number,
    streams: readonly StreamBalance[],
    sinks: readonly SinkBalance[],
  ): Balance {
    const losses = this.#losses.losses();
    const balance = {
      lines,
      rows: this.#rows,
      held,
      rejected: { ...this.#rejected },
      streams,
      sinks,
      ...(this.#skipped > 0 && { skipped: this.#skipped }),
    };
    return losses === undefined ? balance : { ...balance, losses };
  }

  #ofStream(name: string): StreamCounts {
    const counts = this.#streams.get(name) ?? { rejected: {}, received: 0, emitted: 0 };
    this.#streams.set(name, counts);
    return counts;
  }
}
