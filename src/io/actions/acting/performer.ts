import type { Action } from '../action.js';
import type { Entry } from './entry.js';

/** Performs rows, so many at once, in the order in which they came. */
export class Performer<I, O> {
  readonly #queue: Entry<I, O>[] = [];
  #taken = 0;
  #active = 0;

  constructor(
    private readonly action: Pick<Action<I, O>, 'perform'>,
    private readonly concurrency: number,
    private readonly abandon: AbortSignal,
    /** Told of each outcome that counts, and of an action that broke its word. */
    private readonly done: (entry: Entry<I, O>, outcome: O) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Rows that are to be performed and have not been begun. */
  get waiting(): number {
    return this.#queue.length - this.#taken;
  }

  /** Rows that are being performed. */
  get active(): number {
    return this.#active;
  }

  add(entry: Entry<I, O>): void {
    entry.stage = 'queued';
    this.#queue.push(entry);
    this.#begin();
  }

  /** Begins no more: what waits is left as it is. */
  drop(): void {
    this.#queue.length = 0;
    this.#taken = 0;
  }

  #begin(): void {
    while (this.#active < this.concurrency && !this.abandon.aborted) {
      const entry = this.#queue[this.#taken];
      if (entry === undefined) return;
      this.#taken++;
      // A queue that is worked off from its front is cut now and then, and not for each.
      if (this.#taken === 1000) {
        this.#queue.splice(0, this.#taken);
        this.#taken = 0;
      }
      void this.#perform(entry);
    }
  }

  async #perform(entry: Entry<I, O>): Promise<void> {
    entry.stage = 'performing';
    this.#active++;
    try {
      const outcome = await this.action.perform(entry.row, { signal: this.abandon, again: entry.again });
      if (!this.abandon.aborted) this.done(entry, outcome);
    } catch (error) {
      this.failed(error);
    } finally {
      this.#active--;
      this.#begin();
    }
  }
}
