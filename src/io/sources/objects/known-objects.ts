import { contentMark, keyMark, type ObjectRef } from './object-ref.js';
import type { ReadObject, SavedObjects, SavedPosition } from './saved-objects.js';

/** Objects that are forgotten in one go, so that no commit is large. */
const MOST_FORGOTTEN = 5000;

export type Knowledge = 'read' | 'overwritten' | 'new';

/**
 * Which objects have been read: all that were written before a horizon, and those of a set, which holds what was written after
 * it. The horizon follows the newest object at a distance, so the set is as large as what comes in that time.
 */
export class KnownObjects {
  horizon: number;
  /** Objects that are behind the horizon, as far as is known; negative: nobody has counted. */
  behind: number;
  readonly #read: Map<string, ReadObject>;
  #changes = new Map<string, ReadObject | undefined>();

  constructor({ position, read }: SavedObjects) {
    this.horizon = position?.horizon ?? Number.NEGATIVE_INFINITY;
    this.behind = position?.behind ?? -1;
    this.#read = new Map(read);
  }

  get size(): number {
    return this.#read.size;
  }

  isBehind({ modified }: ObjectRef): boolean {
    return modified < this.horizon;
  }

  of(object: ObjectRef): Knowledge {
    const known = this.#read.get(keyMark(object.key));
    if (known === undefined) return 'new';
    return known.content === contentMark(object) ? 'read' : 'overwritten';
  }

  add(object: ObjectRef): void {
    const mark = keyMark(object.key);
    const known = { modified: object.modified, content: contentMark(object) };
    this.#read.set(mark, known);
    this.#changes.set(mark, known);
  }

  /** Nothing that was written before then is to be read any more. `behind`: how many lay behind the horizon until now. */
  advance(to: number, behind: number): void {
    const passed = this.#between(this.horizon, to);
    this.behind = behind + passed;
    if (to > this.horizon) this.horizon = to;
    let forgotten = 0;
    for (const [mark, { modified }] of this.#read) {
      if (modified >= this.horizon) continue;
      if (forgotten++ === MOST_FORGOTTEN) break;
      this.#read.delete(mark);
      this.#changes.set(mark, undefined);
    }
  }

  /** What has changed since it was last asked. */
  takeChanges(): ReadonlyMap<string, ReadObject | undefined> {
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }

  position(): SavedPosition {
    return {
      version: 1,
      behind: this.behind,
      ...(this.horizon !== Number.NEGATIVE_INFINITY && { horizon: this.horizon }),
    };
  }

  #between(from: number, to: number): number {
    let count = 0;
    for (const { modified } of this.#read.values()) if (modified >= from && modified < to) count++;
    return count;
  }
}
