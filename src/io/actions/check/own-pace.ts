export interface OwnPaceOptions {
  readonly now?: () => number;
  /** How often is looked, in milliseconds, and how much later than that is nothing yet. */
  readonly period?: number;
  readonly slack?: number;
}

/**
 * How long this process was held up itself: by a machine that is busy, by being stopped, by work of its own. Looked at with a
 * timer while anybody wants to know.
 */
export class OwnPace {
  #held = 0;
  #last = 0;
  #watching = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly #now: () => number;
  readonly #period: number;
  readonly #slack: number;

  constructor({ now = () => performance.now(), period = 50, slack = 20 }: OwnPaceOptions = {}) {
    this.#now = now;
    this.#period = period;
    this.#slack = slack;
  }

  /** Watches from now on; what comes back ends that, and says for how many milliseconds it was held up meanwhile. */
  begin(): () => number {
    if (this.#watching++ === 0) {
      this.#last = this.#now();
      this.#timer = setInterval(() => this.#look(), this.#period);
      this.#timer.unref();
    } else {
      // What has held us up until now is no excuse for what begins only now.
      this.#look();
    }
    const before = this.#held;
    return () => {
      this.#look();
      if (--this.#watching === 0) clearInterval(this.#timer);
      return this.#held - before;
    };
  }

  #look(): void {
    const now = this.#now();
    const late = now - this.#last - this.#period;
    if (late > this.#slack) this.#held += late;
    this.#last = now;
  }
}
