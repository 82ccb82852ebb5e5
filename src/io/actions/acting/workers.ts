/** Works items off, so many at once, in the order in which they came. */
export class Workers<T> {
  readonly #queue: T[] = [];
  #taken = 0;
  #active = 0;

  constructor(
    private readonly most: number,
    /** Must not reject. */
    private readonly work: (item: T) => Promise<void>,
  ) {}

  /** Items that have not been begun. */
  get waiting(): number {
    return this.#queue.length - this.#taken;
  }

  add(item: T): void {
    this.#queue.push(item);
    this.#begin();
  }

  /** What waits is not begun any more. */
  drop(): void {
    this.#queue.length = 0;
    this.#taken = 0;
  }

  #begin(): void {
    while (this.#active < this.most && this.#taken < this.#queue.length) {
      const item = this.#queue[this.#taken] as T;
      this.#taken++;
      // A queue that is worked off from its front is cut now and then, and not for each.
      if (this.#taken === 1000) {
        this.#queue.splice(0, this.#taken);
        this.#taken = 0;
      }
      void this.#workOn(item);
    }
  }

  async #workOn(item: T): Promise<void> {
    this.#active++;
    await this.work(item);
    this.#active--;
    this.#begin();
  }
}
