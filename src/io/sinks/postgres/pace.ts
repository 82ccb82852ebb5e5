/**
 * How many rows are stored at once by a server that is too slow for all of a batch: half as many after each time that it took
 * too long, and twice as many after each that went well. Otherwise a batch that takes longer than a statement may would be sent
 * for ever.
 */
export class Pace {
  #most = Infinity;

  /** `divides`: whether a batch may be stored in parts. */
  constructor(private readonly divides: boolean) {}

  /** The parts of a batch. */
  parts<T>(all: readonly T[]): readonly (readonly T[])[] {
    if (all.length <= this.#most) return [all];
    const parts: (readonly T[])[] = [];
    for (let from = 0; from < all.length; from += this.#most) parts.push(all.slice(from, from + this.#most));
    return parts;
  }

  /** A batch of so many took too long. */
  stalled(rows: number): void {
    if (this.divides) this.#most = Math.max(1, Math.floor(Math.min(rows, this.#most) / 2));
  }

  went(): void {
    this.#most *= 2;
  }
}
