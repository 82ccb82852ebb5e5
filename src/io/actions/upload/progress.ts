import type { Clock } from '../../clock.js';
import { valueText } from '../../text/value-text.js';

/** Milliseconds before the first word about an upload, and between two. */
const EVERY = 10_000;

/** Says how far an upload in parts is, now and then, for whoever looks on. */
export class Progress {
  readonly #begun: number;
  #sent = 0;
  #next: number;

  constructor(
    private readonly path: string,
    private readonly bytes: number,
    private readonly clock: Clock,
    private readonly say: (message: string) => void,
  ) {
    this.#begun = clock.now();
    this.#next = this.#begun + EVERY;
  }

  /** So many more bytes are there. */
  sent(bytes: number): void {
    this.#sent += bytes;
    const now = this.clock.now();
    if (now < this.#next || this.#sent >= this.bytes) return;
    this.#next = now + EVERY;
    const speed = (this.#sent * 1000) / (now - this.#begun);
    const part = Math.floor((100 * this.#sent) / this.bytes);
    const [done, all, each] = [this.#sent, this.bytes, speed].map((value) => valueText(value, 'size'));
    this.say(`${this.path}: ${part}%, ${done} of ${all}, ${each}/s`);
  }
}
