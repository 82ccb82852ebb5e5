import { resolve } from 'node:path';
import type { StateStore } from '../io/state/state-store.js';
import type { RetryOptions } from '../pipelines/retry.js';
import { openStore } from './open-store.js';

/** State directories that are open: pipelines of one process share them. */
export class Stores {
  readonly #open = new Map<string, Promise<StateStore>>();

  constructor(
    private readonly retrying: RetryOptions,
    private readonly inform: (message: string) => void,
  ) {}

  /** The store in a directory, opened by the first who asks. */
  in(directory: string): Promise<StateStore> {
    const path = resolve(directory);
    const open = this.#open.get(path) ?? this.#openIn(path);
    this.#open.set(path, open);
    return open;
  }

  /** Gives back all but these: no pipeline has any of the others any more. */
  async keep(directories: readonly string[]): Promise<void> {
    const kept = new Set(directories.map((directory) => resolve(directory)));
    const leaving = [...this.#open].filter(([path]) => !kept.has(path));
    for (const [path] of leaving) this.#open.delete(path);
    await Promise.allSettled(leaving.map(async ([, store]) => (await store).close()));
  }

  close(): Promise<void> {
    return this.keep([]);
  }

  async #openIn(directory: string): Promise<StateStore> {
    try {
      return await openStore(directory, this.retrying, this.inform);
    } catch (error) {
      // The next pipeline may have better luck.
      this.#open.delete(directory);
      throw error;
    }
  }
}
