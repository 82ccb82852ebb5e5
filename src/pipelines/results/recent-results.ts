import type { ResultRow } from './result.js';

/** Results that are kept, at least; and in how many groups they come at most. */
const LEAST = 10_000;

/** The newest results of a run: those that a log may not have yet are among them. */
export class RecentResults {
  #groups: (readonly ResultRow[])[] = [];
  #count = 0;

  /** Whether older ones were left out. */
  isFull = false;

  add(rows: readonly ResultRow[]): void {
    if (rows.length === 0) return;
    this.#groups.push(rows);
    this.#count += rows.length;
    if (this.#count < 2 * LEAST) return;
    let first = this.#groups.length;
    for (let kept = 0; kept < LEAST; ) kept += this.#groups[--first]?.length ?? LEAST;
    this.#groups = this.#groups.slice(first);
    this.#count = this.#groups.reduce((sum, group) => sum + group.length, 0);
    this.isFull = true;
  }

  /** The newest first. */
  *newest(): Generator<ResultRow> {
    const groups = this.#groups;
    for (let i = groups.length - 1; i >= 0; i--) {
      const group = groups[i] ?? [];
      for (let j = group.length - 1; j >= 0; j--) {
        const row = group[j];
        if (row !== undefined) yield row;
      }
    }
  }
}
