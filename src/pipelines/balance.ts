import type { Tally } from '../operators/operator.js';
import type { Rejected, RejectedReason } from '../operators/rejected.js';

export type RejectedCounts = Partial<Record<RejectedReason, number>>;

/** The balance of one stream in one run: `rows = counted + filtered + rejected`. */
export interface StreamBalance {
  readonly name: string;
  /** Rows that came into the stream. */
  readonly rows: number;
  readonly counted: number;
  readonly filtered: number;
  readonly rejected: RejectedCounts;
  /** Rows that came out. */
  readonly emitted: number;
}

/** Nothing disappears: where every input of a run went. */
export interface Balance {
  /** Lines that the source has read; undefined where it has none. */
  readonly lines: number | undefined;
  /** Rows that reached the streams. */
  readonly rows: number;
  /** Rows from far ahead that nothing had confirmed when the run was stopped; the next run goes on with them. */
  readonly held: number;
  /** Inputs that reached no stream: not readable, without a time, from the future. */
  readonly rejected: RejectedCounts;
  readonly streams: readonly StreamBalance[];
}

/** Counts while a pipeline runs. */
export class Counters {
  #rows = 0;
  readonly #rejected: RejectedCounts = {};
  readonly #byStream = new Map<string, { readonly rejected: RejectedCounts; emitted: number }>();

  rows(n: number): void {
    this.#rows += n;
  }

  /** Rejected by a stream, or before all streams where none is named. */
  rejected(rejected: readonly Rejected[], stream: string | undefined): void {
    if (rejected.length === 0) return;
    const counts = stream === undefined ? this.#rejected : this.#of(stream).rejected;
    for (const { reason } of rejected) counts[reason] = (counts[reason] ?? 0) + 1;
  }

  emitted(stream: string, n: number): void {
    if (n > 0) this.#of(stream).emitted += n;
  }

  streams(tallies: readonly (readonly [name: string, tally: Tally | undefined])[]): readonly StreamBalance[] {
    return tallies.map(([name, tally]) => ({
      name,
      rows: this.#rows,
      counted: tally?.counted ?? this.#rows,
      filtered: tally?.filtered ?? 0,
      ...this.#of(name),
    }));
  }

  balance(lines: number | undefined, held: number, streams: readonly StreamBalance[]): Balance {
    return { lines, rows: this.#rows, held, rejected: this.#rejected, streams };
  }

  #of(stream: string): { readonly rejected: RejectedCounts; emitted: number } {
    let counts = this.#byStream.get(stream);
    if (counts === undefined) {
      counts = { rejected: {}, emitted: 0 };
      this.#byStream.set(stream, counts);
    }
    return counts;
  }
}
