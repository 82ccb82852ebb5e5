import type { Group, Pane } from './pane-group.js';

/** Of a row that goes to no pane. */
const NOWHERE = -1;

/**
 * The rows of one batch by the pane that they go to, so that a pane is given all of its own at once. Rows of one pane stay
 * in their order. One for all batches: it keeps nothing of them but room.
 */
export class RowsByPane {
  #panes: Pane[] = [];
  /** How many rows each pane gets. */
  #counts: number[] = [];
  /** The place in `#panes` of the pane of each row. */
  #places = new Int32Array(0);

  /** A batch of so many rows begins, none of which has a pane yet. */
  begin(rows: number): void {
    if (this.#places.length < rows) this.#places = new Int32Array(rows);
    this.#places.fill(NOWHERE, 0, rows);
    this.#panes = [];
    this.#counts = [];
  }

  /** The row at this index goes to this pane of a group; answers whether it is the first one there. */
  put(index: number, group: Group, pane: Pane): boolean {
    let { place } = group;
    // What the group remembers may be of another batch.
    const isFirst = this.#panes[place] !== pane;
    if (isFirst) {
      place = this.#panes.push(pane) - 1;
      this.#counts.push(0);
      group.place = place;
    }
    this.#places[index] = place;
    this.#counts[place] = (this.#counts[place] as number) + 1;
    return isFirst;
  }

  /** Hands each pane its rows, in `[from, to)` of a list. */
  give<R>(all: readonly R[], add: (pane: Pane, rows: readonly R[], from: number, to: number) => void): void {
    const panes = this.#panes;
    const counts = this.#counts;
    const places = this.#places;
    const next: number[] = [];
    let sum = 0;
    for (const count of counts) {
      next.push(sum);
      sum += count;
    }
    const rows = new Array<R>(sum);
    for (let i = 0; i < all.length; i++) {
      const place = places[i] as number;
      if (place === NOWHERE) continue;
      const at = next[place] as number;
      rows[at] = all[i] as R;
      next[place] = at + 1;
    }
    for (let i = 0; i < panes.length; i++) {
      const to = next[i] as number;
      add(panes[i] as Pane, rows, to - (counts[i] as number), to);
    }
    this.#panes = [];
  }
}
