import { notNow, type Refused } from './refused.js';

interface Waiting {
  readonly bytes: number;
  readonly resolve: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Bytes that many requests share, so that they do not fill the memory together. */
export class MemoryBudget {
  #taken = 0;
  readonly #waiting = new Set<Waiting>();

  /** `what`: said when there is no room, such as 'Too much is being received at once.' */
  constructor(
    private readonly size: number,
    private readonly what: string,
  ) {}

  get taken(): number {
    return this.#taken;
  }

  /** Whether there was room for so many more; they are taken then. */
  tryTake(bytes: number): boolean {
    if (this.#taken + bytes > this.size) return false;
    this.#taken += bytes;
    return true;
  }

  /** Throws a `Refused` where there is no room for so many more. */
  take(bytes: number): void {
    if (!this.tryTake(bytes)) throw this.#refusal();
  }

  /**
   * Takes them as soon as there is room, for those who asked first where there is room for several; however many, where nothing
   * else is taken: or what is larger than the budget would never have its turn. Rejects with a `Refused` where it takes too long.
   */
  async wait(bytes: number, patience: number): Promise<void> {
    if (this.#fits(bytes)) {
      this.#taken += bytes;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const one = {
        bytes,
        resolve,
        timer: setTimeout(() => {
          this.#waiting.delete(one);
          reject(this.#refusal());
          this.#serve();
        }, patience).unref(),
      };
      this.#waiting.add(one);
    });
  }

  give(bytes: number): void {
    this.#taken -= bytes;
    this.#serve();
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.size;
  }

  #serve(): void {
    for (const one of this.#waiting) {
      if (!this.#fits(one.bytes)) continue;
      this.#waiting.delete(one);
      clearTimeout(one.timer);
      this.#taken += one.bytes;
      one.resolve();
    }
  }

  #refusal(): Refused {
    return notNow('too-busy', `${this.what} Try again in a moment.`);
  }
}

/** What one request holds of a budget. */
export class Hold {
  #bytes = 0;

  constructor(private readonly budget: MemoryBudget) {}

  /** Throws a `Refused` where there is no room for so many more. */
  take(bytes: number): void {
    this.budget.take(bytes);
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.budget.give(bytes);
    this.#bytes -= bytes;
  }

  /** Gives back all of it; the same again does nothing. */
  release(): void {
    this.budget.give(this.#bytes);
    this.#bytes = 0;
  }
}
