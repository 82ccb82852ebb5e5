/** One of a name. */
export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

interface Known {
  readonly addresses: readonly Address[];
  readonly until: number;
}

export interface AddressCacheOptions {
  /** Seconds that an answer is good for at least, and at most, whatever it says itself; 1 and 300 by default. */
  readonly least?: number;
  readonly most?: number;
  /** Names that are kept; of more than that the oldest answers go. 100,000 by default. */
  readonly size?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** Addresses for as long as the answer said that they are good. */
export class AddressCache {
  readonly #known = new Map<string, Known>();
  readonly #least: number;
  readonly #most: number;
  readonly #size: number;
  readonly #now: () => number;

  constructor({
    least = 1,
    most = 300,
    size = 100_000,
    now = () => performance.now(),
  }: AddressCacheOptions = {}) {
    this.#least = least;
    this.#most = most;
    this.#size = size;
    this.#now = now;
  }

  get(key: string): readonly Address[] | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    if (known.until > this.#now()) return known.addresses;
    this.#known.delete(key);
    return undefined;
  }

  /** `ttl` in seconds. */
  set(key: string, addresses: readonly Address[], ttl: number): void {
    this.#known.delete(key);
    const seconds = Math.min(Math.max(ttl, this.#least), this.#most);
    this.#known.set(key, { addresses, until: this.#now() + seconds * 1000 });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#size) break;
      this.#known.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#known.delete(key);
  }

  clear(): void {
    this.#known.clear();
  }
}
