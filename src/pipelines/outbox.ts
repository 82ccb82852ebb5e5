import type { Sink } from '../io/sinks/sink.js';
import type { OutboxEntry, Settled } from '../io/state/state-store.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { type RetryOptions, retry } from './retry.js';

export interface OutboxOptions extends RetryOptions {
  /** Deliveries of one sink that may wait before the source has to. */
  readonly mostWaiting: number;
  /** Rows in these deliveries that may wait; one delivery may, however large. */
  readonly mostRows: number;
  /**
   * Takes a delivery that its sink refuses for good; without it that ends the pipeline. A sink that stores exactly once
   * has a place for every delivery and cannot go on without one: it is waited for, and its refusal is the end.
   */
  readonly onDead: ((entry: OutboxEntry, error: TidemarkError) => void) | undefined;
  readonly onStored: (entry: OutboxEntry) => void;
}

interface Lane {
  readonly sink: Sink<never>;
  readonly waiting: OutboxEntry[];
  working: Promise<void> | undefined;
}

/**
 * Committed deliveries on their way to their sinks: each sink has a lane of its own, in order, one at a time, so a
 * sink that is down holds up no other. What is stored is remembered until the next commit takes it.
 */
export class Outbox {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #options: OutboxOptions;
  #done: Settled[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly #failed = new AbortController();
  #wake: () => void = () => undefined;

  constructor(sinks: ReadonlyMap<string, Sink<never>>, options: OutboxOptions) {
    this.#lanes = new Map(
      Array.from(sinks, ([name, sink]) => [name, { sink, waiting: [], working: undefined }]),
    );
    this.#options = options;
  }

  /** Hands over committed deliveries. Throws `bad-options` for one whose sink is not in the pipeline any more. */
  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      const lane = this.#lanes.get(entry.sink);
      if (lane === undefined) {
        throw new TidemarkError(
          'bad-options',
          `The state holds a delivery for ${entry.sink}, which is no sink of this pipeline any more. Put the sink back until its deliveries are stored, or start with another state directory.`,
        );
      }
      lane.waiting.push(entry);
      lane.working ??= this.#work(lane);
    }
  }

  /** What has been stored, or given up, since this was last asked. */
  takeDone(): readonly Settled[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  get hasDone(): boolean {
    return this.#done.length > 0;
  }

  /** Deliveries not yet stored. */
  get waiting(): number {
    let waiting = 0;
    for (const lane of this.#lanes.values()) waiting += lane.waiting.length;
    return waiting;
  }

  /** Aborted when a sink has failed for good. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Throws what ended the outbox: a sink that failed for good. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves when every lane has room, or the signal is aborted. Rejects as `check` throws. */
  async room(signal: AbortSignal): Promise<void> {
    const { mostWaiting, mostRows } = this.#options;
    const full = (): boolean =>
      [...this.#lanes.values()].some(
        ({ waiting }) => waiting.length >= mostWaiting || (waiting.length > 1 && rowsIn(waiting) >= mostRows),
      );
    await this.#until(() => !full() || signal.aborted, signal);
  }

  /** Resolves when nothing waits any more, or the signal is aborted. Rejects as `check` throws. */
  async drained(signal: AbortSignal): Promise<void> {
    await this.#until(() => this.waiting === 0 || signal.aborted, signal);
  }

  async #until(reached: () => boolean, signal: AbortSignal): Promise<void> {
    for (;;) {
      this.check();
      if (reached()) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
  }

  async #work(lane: Lane): Promise<void> {
    for (let entry = lane.waiting[0]; entry !== undefined; entry = lane.waiting[0]) {
      const { delivery } = entry;
      try {
        const limit = lane.sink.guarantee === 'exactly once' ? { giveUpAfter: Infinity } : {};
        await retry(() => lane.sink.write(delivery, this.#options.signal, noPieces), {
          ...this.#options,
          ...limit,
        });
      } catch (error) {
        const { signal, onDead } = this.#options;
        // It stays in the committed outbox: a later run tells it again.
        if (signal.aborted) return;
        const refused = error instanceof TidemarkError && error.code === 'undeliverable';
        if (!refused || onDead === undefined || lane.sink.guarantee === 'exactly once') {
          this.#failure ??= { error };
          this.#failed.abort();
          this.#wake();
          return;
        }
        onDead(entry, error);
        lane.waiting.shift();
        this.#done.push(settled(entry));
        this.#wake();
        continue;
      }
      this.#options.onStored(entry);
      lane.waiting.shift();
      this.#done.push(settled(entry));
      this.#wake();
    }
    lane.working = undefined;
  }
}

const noPieces = (): Promise<Uint8Array> => Promise.reject(new Error('Nothing keeps pieces yet.'));

const settled = ({ number, sink, bytes, delivery: { rows, pieces } }: OutboxEntry): Settled => ({
  number,
  sink,
  rows,
  bytes,
  ...(pieces === undefined ? {} : { pieces }),
});

const rowsIn = (entries: readonly OutboxEntry[]): number =>
  entries.reduce((sum, { delivery }) => sum + delivery.rows, 0);
