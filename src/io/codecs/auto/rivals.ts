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

  add(name: string): void {
    this.#others.set(name, this.of(name) + 1);
    const sum = [...this.#others.values()].reduce((all, n) => all + n, this.#mine);
    if (sum <= MOST) return;
    this.#mine = Math.floor(this.#mine / 2);
    for (const [other, n] of this.#others) this.#others.set(other, Math.floor(n / 2));
  }

  get mine(): number {
    return this.#mine;
  }

  of(name: string): number {
    return this.#others.get(name) ?? 0;
  }

  /** Another takes the place of the one that was taken. */
  exchange(mine: string, other: string): void {
    const before = this.#mine;
    this.#mine = this.of(other);
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
