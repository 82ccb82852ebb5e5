import { backoff } from '../../backoff.js';
import type { Clock } from '../../clock.js';
import type { Entry } from './entry.js';

export interface FinisherOptions {
  readonly concurrency: number;
  readonly clock: Clock;
  /** A number in [0, 1): the jitter. */
  readonly random: () => number;
  readonly warn: (message: string) => void;
}

/** Finishes what is committed, so many at once; what fails is tried again with backoff until it succeeds or all is stopped. */
export class Finisher<I, O> {
  readonly #stopped = new AbortController();
  readonly #failures = new Map<Entry<I, O>, number>();
  #queue: Entry<I, O>[] = [];
  #active = 0;
  #untried = 0;

  constructor(
    private readonly finish: (row: I, outcome: O) => Promise<void>,
    private readonly options: FinisherOptions,
    /** Told after each try, whether the entry is finished or not. */
    private readonly tried: (entry: Entry<I, O>, finished: boolean) => void,
  ) {}

  /** How many have not been tried yet. */
  get untried(): number {
    return this.#untried;
  }

  add(entry: Entry<I, O>): void {
    this.#untried++;
    this.#queue.push(entry);
    this.#begin();
  }

  /** Nothing is tried any more. */
  stop(): void {
    this.#queue = [];
    this.#stopped.abort();
  }

  #begin(): void {
    while (this.#active < this.options.concurrency) {
      const entry = this.#queue.shift();
      if (entry === undefined) return;
      void this.#try(entry);
    }
  }

  async #try(entry: Entry<I, O>): Promise<void> {
    this.#active++;
    let error: unknown;
    let finished = false;
    try {
      // What has no outcome is never added.
      await this.finish(entry.row, entry.outcome as O);
      finished = true;
    } catch (caught) {
      error = caught;
    }
    this.#active--;
    if (!entry.tried) this.#untried--;
    entry.tried = true;
    this.#begin();
    if (finished) this.#failures.delete(entry);
    else this.#later(entry, error);
    this.tried(entry, finished);
  }

  #later(entry: Entry<I, O>, error: unknown): void {
    const { clock, random, warn } = this.options;
    const failures = (this.#failures.get(entry) ?? 0) + 1;
    this.#failures.set(entry, failures);
    const pause = backoff(failures, random());
    const text = error instanceof Error ? error.message : String(error);
    // The first says what is wrong; the next ones would say it again.
    if (failures === 1) warn(`${entry.key} is done and cannot be finished yet: ${text} It is tried again.`);
    void clock.sleep(pause, this.#stopped.signal).then(() => {
      if (this.#stopped.signal.aborted) return;
      this.#queue.push(entry);
      this.#begin();
    });
  }
}
