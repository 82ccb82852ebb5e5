import { setMaxListeners } from 'node:events';
import { backoff } from '../../backoff.js';
import type { Clock } from '../../clock.js';
import { printable } from '../../text/printable.js';
import type { Entry } from './entry.js';
import { Workers } from './workers.js';

export interface FinisherOptions {
  readonly concurrency: number;
  readonly clock: Clock;
  /** A number in [0, 1): the jitter. */
  readonly random: () => number;
  readonly warn: (message: string) => void;
}

/** As much of a key as a message needs. */
const KEY_WIDTH = 200;

/** Finishes what is committed, so many at once; what fails is tried again with backoff until it succeeds or all is stopped. */
export class Finisher<I, O> {
  readonly #workers: Workers<Entry<I, O>>;
  readonly #untried = new Set<Entry<I, O>>();
  readonly #failures = new Map<Entry<I, O>, number>();
  readonly #stopped = new AbortController();

  constructor(
    private readonly finish: (row: I, outcome: O) => Promise<void>,
    private readonly options: FinisherOptions,
    /** Told after each try, whether the entry is finished or not. */
    private readonly tried: (entry: Entry<I, O>, finished: boolean) => void,
  ) {
    this.#workers = new Workers(options.concurrency, (entry) => this.#try(entry));
    // All that have failed sleep under it.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** How many have not been tried yet. */
  get untried(): number {
    return this.#untried.size;
  }

  add(entry: Entry<I, O>): void {
    if (this.#stopped.signal.aborted) return;
    this.#untried.add(entry);
    this.#workers.add(entry);
  }

  /** Nothing is tried any more. */
  stop(): void {
    this.#workers.drop();
    this.#stopped.abort();
  }

  async #try(entry: Entry<I, O>): Promise<void> {
    let finished = false;
    try {
      // What has no outcome is never added.
      await this.finish(entry.row, entry.outcome as O);
      finished = true;
      this.#failures.delete(entry);
    } catch (error) {
      this.#later(entry, error);
    }
    this.#untried.delete(entry);
    this.tried(entry, finished);
  }

  #later(entry: Entry<I, O>, error: unknown): void {
    const { clock, random, warn } = this.options;
    const failures = (this.#failures.get(entry) ?? 0) + 1;
    this.#failures.set(entry, failures);
    const text = error instanceof Error ? error.message : String(error);
    // The first says what is wrong; the next ones would say it again.
    if (failures === 1)
      warn(`${printable(entry.key, KEY_WIDTH)} is done, and finishing it is tried again: ${text}`);
    const { signal } = this.#stopped;
    void clock.sleep(backoff(failures, random()), signal).then(() => {
      if (!signal.aborted) this.#workers.add(entry);
    });
  }
}
