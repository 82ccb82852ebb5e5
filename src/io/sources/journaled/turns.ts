/** Lets tasks with the same key follow one another, in the order in which they came. */
export class Turns<R> {
  readonly #last = new Map<string, Promise<R>>();

  /** Begins it at once where no other with its key is under way: most have a key of their own, and are many. */
  take(key: string, task: () => Promise<R>): Promise<R> {
    const mine = this.#last.get(key)?.then(task, task) ?? task();
    this.#last.set(key, mine);
    const settled = (): void => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(settled, settled);
    return mine;
  }
}
