/** Lets tasks with the same key follow one another, in the order in which they came. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<R>(key: string, task: () => Promise<R>): Promise<R> {
    const before = this.#last.get(key);
    const mine = before === undefined ? task() : before.then(task);
    const settled = mine.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
