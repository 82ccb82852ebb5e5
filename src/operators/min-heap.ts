/** Items by rank, the least first. Equal ranks come out in no particular order. */
export class MinHeap<T> {
  readonly #ranks: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The item of least rank; undefined where there is none. */
  peek(): readonly [rank: number, item: T] | undefined {
    return this.size === 0 ? undefined : [this.#ranks[0] as number, this.#items[0] as T];
  }

  push(rank: number, item: T): void {
    let at = this.size;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#ranks[parent] as number) <= rank) break;
      this.#put(at, this.#ranks[parent] as number, this.#items[parent] as T);
      at = parent;
    }
    this.#put(at, rank, item);
  }

  pop(): void {
    const rank = this.#ranks.pop();
    const item = this.#items.pop();
    const { size } = this;
    if (size === 0 || rank === undefined) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#ranks[child + 1] as number) < (this.#ranks[child] as number)) child++;
      if ((this.#ranks[child] as number) >= rank) break;
      this.#put(at, this.#ranks[child] as number, this.#items[child] as T);
      at = child;
    }
    this.#put(at, rank, item as T);
  }

  #put(at: number, rank: number, item: T): void {
    this.#ranks[at] = rank;
    this.#items[at] = item;
  }
}
