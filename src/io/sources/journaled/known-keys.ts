import { createHash } from 'node:crypto';

/** What is remembered of a batch that came with a key. */
export interface KnownKey {
  /** Of its entry in the journal. */
  readonly sequence: number;
  /** When it arrived, in epoch milliseconds. */
  readonly time: number;
  /** SHA-256 of its body, a byte a character. */
  readonly digest: string;
}

export const MOST_KEY_LENGTH = 255;

const KEY = new RegExp(`^[\\x21-\\x7e]{1,${MOST_KEY_LENGTH}}$`);

export const isKey = (text: string): boolean => KEY.test(text);

export const digestOf = (body: Buffer): string =>
  createHash('sha256').update(body).digest().toString('latin1');

/** Keys by which a batch is known again, the oldest first. */
export class KnownKeys {
  readonly #keys = new Map<string, KnownKey>();

  /** `keep`: milliseconds for which a key is known. `most`: keys beyond so many push the oldest out. */
  constructor(
    private readonly keep: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.#keys.size;
  }

  find(key: string, time: number): KnownKey | undefined {
    const known = this.#keys.get(key);
    return known !== undefined && this.#isLive(known, time) ? known : undefined;
  }

  /** Times and sequences must not decrease from one to the next. */
  add(key: string, known: KnownKey): void {
    // A map keeps the place of a key that it has.
    this.#keys.delete(key);
    this.#keys.set(key, known);
    for (const [oldest, { time }] of this.#keys) {
      if (this.#keys.size <= this.most && known.time - time < this.keep) break;
      this.#keys.delete(oldest);
    }
  }

  /** Those of entries up to a sequence that are known at a time, the oldest first; new ones may be added meanwhile. */
  *upTo(sequence: number, time: number): IterableIterator<readonly [key: string, known: KnownKey]> {
    for (const entry of this.#keys) {
      if (entry[1].sequence > sequence) return;
      if (this.#isLive(entry[1], time)) yield entry;
    }
  }

  #isLive({ time }: KnownKey, now: number): boolean {
    return now - time < this.keep;
  }
}
