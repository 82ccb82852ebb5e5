import type { Clock } from '../io/clock.js';

/** How many times as long as a commit took nothing more is told at once: so commits for that take a fiftieth of the time. */
const REST = 50;
/** Milliseconds that this is at most: nobody who waits for an alert sees it. */
const LONGEST = 200;

/**
 * When that is committed which is to be told at once. At once, after a time in which nothing was; but where there is something
 * all the time, a commit of one row costs as much as one of many, and so rows gather while commits rest.
 */
export class CommitPace {
  #hasNews = false;
  #readyAt = -Infinity;
  #waiting: Promise<void> | undefined;
  #sleep = new AbortController();
  #isOver = false;

  constructor(private readonly clock: Clock) {}

  /** There is something to be told at once. */
  news(): void {
    this.#hasNews = true;
  }

  /** Whether it is to be committed now. */
  get isDue(): boolean {
    return this.#hasNews && this.clock.now() >= this.#readyAt;
  }

  /** Resolves when it is to be committed, one promise until it is; undefined: there is nothing. */
  due(): Promise<void> | undefined {
    if (!this.#hasNews || this.#isOver) return undefined;
    this.#waiting ??= this.#wait();
    return this.#waiting;
  }

  /** A commit has begun: what comes from here on is for the next. */
  begin(): void {
    this.#hasNews = false;
    this.#waiting = undefined;
    this.#sleep.abort();
  }

  /** A commit that began at that time has ended. */
  end(begun: number): void {
    const now = this.clock.now();
    this.#readyAt = now + Math.min(LONGEST, REST * (now - begun));
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#isOver = true;
    this.#sleep.abort();
  }

  async #wait(): Promise<void> {
    this.#sleep = new AbortController();
    const { signal } = this.#sleep;
    // A timer may be a little early.
    while (this.clock.now() < this.#readyAt && !signal.aborted) {
      await this.clock.sleep(this.#readyAt - this.clock.now(), signal);
    }
  }
}
