import type { Format } from '../formats.js';
import type { Evidence } from './evidence.js';

/** So many lines of a server's messages come to one of its requests. */
const MESSAGES_TO_A_REQUEST = 10;
/** Beyond so many lines older ones count half. */
const MOST = 2000;

export interface SavedRivals {
  readonly mine: number;
  readonly others?: Readonly<Record<string, number>>;
}

/** How many lines the format that was taken has explained, and others of those that it could not. */
export class Rivals {
  #mine = 0;
  #others = new Map<string, number>();

  /** In whatever portions. */
  addMine(lines: number): void {
    this.#mine = Math.min(MOST, this.#mine + lines);
  }

  /** Whether what a line of another format tells is enough for that to take the place of the one that was taken. */
  isBeatenBy({ format, isRequest }: Evidence, taken: Format): boolean {
    if (format.fits === 'last' && taken.fits === undefined) return false;
    this.#addOther(format.name);
    // What comes behind it says nothing without it; and anything is better than a date alone.
    if (isRequest && format.hasHeader === true) return true;
    if (taken.fits === 'last' && (isRequest || format.fits === undefined)) return true;
    const areMessages = taken.requests !== undefined && !isRequest && format.fits === undefined;
    const count = this.#of(format.name);
    return count > 1 && count > this.#mine * (areMessages ? MESSAGES_TO_A_REQUEST : 1);
  }

  #addOther(name: string): void {
    this.#others.set(name, this.#of(name) + 1);
    const sum = [...this.#others.values()].reduce((all, n) => all + n, this.#mine);
    if (sum <= MOST) return;
    this.#mine = Math.floor(this.#mine / 2);
    for (const [other, n] of this.#others) this.#others.set(other, Math.floor(n / 2));
  }

  #of(name: string): number {
    return this.#others.get(name) ?? 0;
  }

  /** Another takes the place of the one that was taken. */
  exchange(mine: string, other: string): void {
    const before = this.#mine;
    this.#mine = this.#of(other);
    this.#others.delete(other);
    this.#others.set(mine, before);
  }

  save(): SavedRivals {
    const { size } = this.#others;
    return { mine: this.#mine, ...(size > 0 && { others: Object.fromEntries(this.#others) }) };
  }

  load({ mine, others = {} }: SavedRivals): void {
    this.#mine = mine;
    this.#others = new Map(Object.entries(others));
  }
}
