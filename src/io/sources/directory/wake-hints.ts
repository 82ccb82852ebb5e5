import { type FSWatcher, watch } from 'node:fs';

/**
 * Says that something may have happened in directories. It is a hint and no more: the kernel forgets events where there are many, and
 * network file systems have none.
 */
export class WakeHints {
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(private readonly wake: () => void) {}

  /** These, and no others. */
  watch(directories: readonly Buffer[]): void {
    const wanted = new Set(directories.map((directory) => directory.toString('latin1')));
    for (const [place, watcher] of this.#watchers) {
      if (wanted.has(place)) continue;
      watcher.close();
      this.#watchers.delete(place);
    }
    for (const place of wanted) if (!this.#watchers.has(place)) this.#begin(place);
  }

  close(): void {
    this.watch([]);
  }

  #begin(place: string): void {
    try {
      const watcher = watch(Buffer.from(place, 'latin1'), { persistent: false }, () => this.wake());
      // It is looked at again anyway.
      watcher.on('error', () => this.#drop(place, watcher));
      this.#watchers.set(place, watcher);
    } catch {
      // Gone, or the kernel has no more places: then looks alone see what happens.
    }
  }

  #drop(place: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(place) === watcher) this.#watchers.delete(place);
  }
}
