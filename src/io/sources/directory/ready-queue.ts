import type { WalkedFile } from './walk-directory.js';

const oldestFirst = (a: WalkedFile, b: WalkedFile): number =>
  a.changed - b.changed || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/**
 * Files to be given, the oldest first. One that has failed comes in anew when its time has come, so none holds the others up.
 */
export class ReadyQueue {
  #files: WalkedFile[] = [];
  #at = 0;

  get size(): number {
    return this.#files.length - this.#at;
  }

  /** What came of one look. */
  add(files: readonly WalkedFile[]): void {
    if (files.length === 0) return;
    const all = this.#files.slice(this.#at);
    for (const file of files) all.push(file);
    // What was there is in order already, and costs one pass.
    this.#files = all.sort(oldestFirst);
    this.#at = 0;
  }

  take(most: number): readonly WalkedFile[] {
    const taken = this.#files.slice(this.#at, this.#at + most);
    this.#at += taken.length;
    if (this.size === 0) {
      this.#files = [];
      this.#at = 0;
    }
    return taken;
  }
}
