/** Milliseconds of the first pause, and of the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;
/** Records of one request that a shard is given which has not refused any lately. */
const ALL = 500;

/**
 * How much a shard is given: all there is until it refuses some for their number, then half as much after a pause, and more
 * again with each answer that refuses none.
 */
export class ShardPace {
  #most = ALL;
  #failures = 0;
  #until = 0;

  /** Records that may be on their way to it at once. */
  get most(): number {
    return this.#most;
  }

  /** When it may be given something again, epoch milliseconds. */
  get until(): number {
    return this.#until;
  }

  /** It has taken some of what it was given, and refused some for the rate; `random` in [0, 1). */
  refused(taken: number, now: number, random: number): void {
    this.#most = Math.max(1, taken > 0 ? taken : Math.floor(this.#most / 2));
    // What was under way meanwhile says no more than the first.
    if (now < this.#until) return;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (taken > 0 ? 0 : this.#failures));
    this.#failures = taken > 0 ? 1 : this.#failures + 1;
    this.#until = now + pause * (0.5 + random / 2);
  }

  took(): void {
    this.#failures = 0;
    this.#most = Math.min(ALL, this.#most + Math.ceil(this.#most / 4));
  }
}
