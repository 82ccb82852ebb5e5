import type { Clock } from '../../clock.js';
import { divide } from './divide.js';

/** As many as are handed over at once, however soon. */
const MOST = 256;

/** What has come, in that order, held back for a moment so that much of it is in one commit: a commit costs the same for one as for many. */
export class Gathered<T> {
  #all: T[] = [];
  /** The moment of those that came first is over. */
  #isOver = false;
  #isTiming = false;

  constructor(
    /** Milliseconds; 0: nothing is held back. */
    private readonly moment: number,
    private readonly clock: Clock,
    /** Aborted: nothing is held back any more. */
    private readonly stop: AbortSignal,
    private readonly wake: () => void,
  ) {}

  get all(): readonly T[] {
    return this.#all;
  }

  get isDue(): boolean {
    return this.moment === 0 || this.#isOver || this.#all.length >= MOST || this.stop.aborted;
  }

  add(one: T): void {
    this.#all.push(one);
    if (this.moment > 0 && !this.#isTiming) void this.#time();
  }

  take(fits: (one: T) => boolean): readonly T[] {
    const [taken, others] = divide(this.#all, fits);
    this.#all = others;
    this.#isOver &&= others.length > 0;
    return taken;
  }

  async #time(): Promise<void> {
    this.#isTiming = true;
    await this.clock.sleep(this.moment, this.stop);
    this.#isTiming = false;
    this.#isOver = this.#all.length > 0;
    this.wake();
  }
}
