import type { Clock } from '../../clock.js';

/** Milliseconds between two requests after the first complaint, and at most. */
const FIRST_GAP = 250;
const LONGEST_GAP = 5000;

/** One pace for all requests to a store: as fast as they come, until the store says that they come too fast. */
export class Pace {
  /** 0: it has not complained. */
  #gap = 0;
  #next = 0;
  /** When it was last made slower: complaints about requests from before say nothing new. */
  #since = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Resolves when the next request may be sent, or the signal is aborted; says when that was. */
  async turn(signal: AbortSignal): Promise<number> {
    if (this.#gap > 0) {
      const now = this.clock.now();
      const at = Math.max(now, this.#next);
      // By chance, so that several processes that were told so at one time do not come at one time.
      this.#next = at + this.#gap * (0.5 + this.random());
      if (at > now) await this.clock.sleep(at - now, signal);
    }
    return this.clock.now();
  }

  /** A request that was sent then was too much; `after`: milliseconds that the store asks for. */
  slower(sent: number, after = 0): void {
    const now = this.clock.now();
    this.#next = Math.max(this.#next, now + after);
    if (sent < this.#since) return;
    this.#gap = Math.min(LONGEST_GAP, Math.max(FIRST_GAP, this.#gap * 2));
    this.#next = Math.max(this.#next, now + this.#gap * (0.5 + this.random()));
    this.#since = now;
  }

  /** A request was answered. */
  faster(): void {
    this.#gap = this.#gap <= FIRST_GAP ? 0 : this.#gap / 2;
  }
}
