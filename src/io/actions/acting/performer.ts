import type { Action } from '../action.js';
import type { Entry } from './entry.js';
import { Workers } from './workers.js';

/** Performs rows, so many at once. */
export class Performer<I, O> {
  readonly #workers: Workers<Entry<I, O>>;
  #active = 0;

  constructor(
    private readonly action: Pick<Action<I, O>, 'perform'>,
    concurrency: number,
    /** Aborted: nothing that is said counts any more, and nothing is begun. */
    private readonly abandon: AbortSignal,
    /** Told of each outcome that counts, and of an action that broke its word. */
    private readonly done: (entry: Entry<I, O>, outcome: O) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#workers = new Workers(concurrency, (entry) => this.#perform(entry));
    abandon.addEventListener('abort', () => this.drop(), { once: true });
  }

  /** Rows that are to be performed and have not been begun. */
  get waiting(): number {
    return this.#workers.waiting;
  }

  /** Rows that are being performed, and have no outcome yet. */
  get active(): number {
    return this.#active;
  }

  add(entry: Entry<I, O>): void {
    if (!this.abandon.aborted) this.#workers.add(entry);
  }

  /** Begins no more: what waits is left as it is. */
  drop(): void {
    this.#workers.drop();
  }

  async #perform(entry: Entry<I, O>): Promise<void> {
    const { action, abandon } = this;
    let end: () => void;
    this.#active++;
    try {
      const outcome = await action.perform(entry.row, { signal: abandon, again: entry.again });
      end = () => this.done(entry, outcome);
    } catch (error) {
      end = () => this.failed(error);
    }
    this.#active--;
    if (!abandon.aborted) end();
  }
}
