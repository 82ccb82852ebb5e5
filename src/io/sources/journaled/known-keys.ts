import { hash } from 'node:crypto';
import type { KeyMemory, KnownKey } from './key-memory.js';

export const digestOf = (body: Buffer): string => hash('sha256', body, 'binary');

interface Remembered extends KnownKey {
  readonly key: string;
}

/** Keys by which a batch is known again, the oldest first. */
export class KnownKeys implements KeyMemory {
  readonly #byKey = new Map<string, Remembered>();
  /** In the order in which they came. (A map from which the first goes again and again takes ever longer to find its first.) */
  #order: Remembered[] = [];
  /** Of the oldest in `#order` that may still be known. */
  #head = 0;

  /** `keep`: milliseconds for which a key is known. `most`: keys beyond so many push the oldest out. */
  constructor(
    private readonly keep: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.#byKey.size;
  }

  find(key: string, time: number): KnownKey | undefined {
    const known = this.#byKey.get(key);
    return known !== undefined && this.#isLive(known, time) ? known : undefined;
  }

  /** Times and sequences must not decrease from one to the next. */
  add(key: string, { sequence, time, digest }: KnownKey): void {
    const added = { key, sequence, time, digest };
    this.#byKey.set(key, added);
    this.#order.push(added);
    for (;;) {
      const oldest = this.#order[this.#head];
      if (oldest === undefined) break;
      const isKnown = this.#byKey.get(oldest.key) === oldest;
      if (isKnown && this.#byKey.size <= this.most && this.#isLive(oldest, time)) break;
      if (isKnown) this.#byKey.delete(oldest.key);
      this.#head++;
    }
    if (this.#head > 1000 && this.#head > this.#order.length / 2) {
      this.#order = this.#order.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Those of entries up to a sequence that are known at a time, the oldest first; new ones may be added meanwhile. */
  *upTo(sequence: number, time: number): IterableIterator<readonly [key: string, known: KnownKey]> {
    for (const known of this.#order.slice(this.#head)) {
      if (known.sequence > sequence) return;
      if (this.#byKey.get(known.key) === known && this.#isLive(known, time)) yield [known.key, known];
    }
  }

  #isLive({ time }: KnownKey, now: number): boolean {
    return now - time < this.keep;
  }
}
