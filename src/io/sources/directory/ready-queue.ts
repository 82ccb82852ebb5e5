import { MinHeap } from '../../../operators/min-heap.js';
import type { WalkedFile } from './walk-directory.js';

/** Files that are put in order at once: that does not hold anything else up. */
const RUN = 5000;

const oldestFirst = (a: WalkedFile, b: WalkedFile): number =>
  a.changed - b.changed || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Some that are in order, and how many of them have been taken. */
interface Run {
  readonly files: readonly WalkedFile[];
  taken: number;
}

/**
 * Files to be given, the oldest first. One that has failed comes in anew when its time has come, so none holds the others up.
 */
export class ReadyQueue {
  /** By the oldest that is left of each. */
  readonly #runs = new MinHeap<Run>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What came of one look: in steps, for there may be a million. */
  *add(files: readonly WalkedFile[]): Generator<undefined, void, undefined> {
    for (let at = 0; at < files.length; at += RUN) {
      if (at > 0) yield;
      const run = files.slice(at, at + RUN).sort(oldestFirst);
      this.#size += run.length;
      this.#put({ files: run, taken: 0 });
    }
  }

  take(most: number): readonly WalkedFile[] {
    const taken: WalkedFile[] = [];
    while (taken.length < most) {
      const [, run] = this.#runs.peek() ?? [];
      const file = run?.files[run.taken];
      if (run === undefined || file === undefined) break;
      taken.push(file);
      this.#runs.pop();
      run.taken++;
      this.#put(run);
    }
    this.#size -= taken.length;
    return taken;
  }

  #put(run: Run): void {
    const oldest = run.files[run.taken];
    if (oldest !== undefined) this.#runs.push(oldest.changed, run);
  }
}
