/** How often is looked, in milliseconds, and how much later than that is nothing yet. */
const PERIOD = 50;
const SLACK = 20;

/**
 * How long this process was held up itself: by a machine that is busy, by being stopped, by work of its own. Looked at with a
 * timer while anybody wants to know.
 */
export class OwnPace {
  #held = 0;
  #last = 0;
  #watching = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly now = (): number => performance.now()) {}

  /** Watches from now on; what comes back ends that, and says for how many milliseconds it was held up meanwhile. */
  begin(): () => number {
    if (this.#watching++ === 0) {
      this.#last = this.now();
      this.#timer = setInterval(() => this.#look(), PERIOD);
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
    const now = this.now();
    const late = now - this.#last - PERIOD;
    if (late > SLACK) this.#held += late;
    this.#last = now;
  }
}
