import type { Clock } from '../../clock.js';

/** So many bytes in a time, over all requests: each begins when those before it may be over. */
export class Bandwidth {
  #next = 0;

  constructor(
    /** Bytes in a millisecond. */
    private readonly speed: number,
    private readonly clock: Clock,
  ) {}

  /** Resolves when so many more bytes may be sent, or the signal is aborted. */
  async turn(bytes: number, signal: AbortSignal): Promise<void> {
    if (bytes === 0) return;
    const now = this.clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + bytes / this.speed;
    if (at > now) await this.clock.sleep(at - now, signal);
  }
}
