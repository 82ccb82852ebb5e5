import { WindowRow } from '../../operators/windows/window-row.js';

/** So many keys of a stream are shown. */
export const MOST_KEYS = 100;

/**
 * The rows of the latest finished window of a stream, by key; of sessions, which end one by one, the latest of each key.
 * Keeps references to a bounded number of rows and computes nothing, because it is told every row.
 */
export class WindowSeries {
  readonly #rows = new Map<string, WindowRow>();
  #end = Number.NEGATIVE_INFINITY;
  #left = 0;
  #areSessions: boolean | undefined;

  add(rows: readonly unknown[]): void {
    for (const row of rows) {
      if (row instanceof WindowRow && !WindowRow.isEarly(row)) this.#addRow(row);
    }
  }

  /** A run of empty windows is shown as one of them. */
  rows(): readonly WindowRow[] {
    return [...this.#rows.values()].map((row) =>
      WindowRow.isRun(row) ? (WindowRow.originOf(row)?.emptyRow() ?? row) : row,
    );
  }

  /** Keys of the latest window that are not shown; of sessions, all that were shown once and are not any more. */
  get left(): number {
    return this.#left;
  }

  #addRow(row: WindowRow): void {
    const origin = WindowRow.originOf(row);
    if (origin === undefined) return;
    this.#areSessions ??= origin.emptyRow() === undefined;
    if (this.#areSessions) {
      this.#rows.delete(origin.key);
      this.#rows.set(origin.key, row);
      if (this.#rows.size <= MOST_KEYS) return;
      for (const oldest of this.#rows.keys()) {
        this.#rows.delete(oldest);
        break;
      }
      this.#left++;
      return;
    }
    if (row.end > this.#end) {
      this.#rows.clear();
      this.#end = row.end;
      this.#left = 0;
    }
    if (row.end < this.#end) return;
    if (this.#rows.size < MOST_KEYS) this.#rows.set(origin.key, row);
    else this.#left++;
  }
}
