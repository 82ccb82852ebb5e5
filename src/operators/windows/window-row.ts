import type { Timed } from '../batch.js';

/** One pane of the window behind a row: where it starts, and the value of one measure over it alone. */
export interface PaneValue {
  readonly start: number;
  readonly value: unknown;
}

/** Where a window row comes from; what follows in the stream may ask, outputs do not show it. */
export interface WindowOrigin {
  readonly every: number;
  /** When the row's value stands: the start of the newest pane of its window; of a session, its end. */
  readonly at: number;
  /** Of an early row, the instant at which the open window was shown; it holds the rows before that. */
  readonly earlyAt: number | undefined;
  /** Identifies the key among the keys of its stream; '' without keys. */
  readonly key: string;
  /** The names of the key fields. */
  readonly by: readonly string[];
  /** No row fell into the window. */
  readonly empty: boolean;
  /** The key is silent and forgotten after this row: the windows that follow are empty and are not said. */
  readonly closing: boolean;
  /** The panes that hold rows, oldest first. Valid until the windowing operator's next step. */
  panes(measure: string): readonly PaneValue[];
  /** What this row would be if nothing had fallen into its window; undefined for sessions, which are never empty. */
  emptyRow(): WindowRow | undefined;
}

/** The result of one window, half-open [start, end); key fields and measures stand beside these as own properties. */
export class WindowRow {
  readonly start: number;
  readonly end: number;
  readonly #time: number;
  readonly #origin: WindowOrigin;

  constructor(start: number, end: number, origin: WindowOrigin, time: number = start) {
    this.start = start;
    this.end = end;
    this.#time = time;
    this.#origin = origin;
  }

  /** Event time of the row: the start of its window; for a run of empty windows, the start of the one that ends it. */
  get time(): number {
    return this.#time;
  }

  static originOf(row: unknown): WindowOrigin | undefined {
    return row instanceof WindowRow ? row.#origin : undefined;
  }

  /** Whether the row stands for a run of empty windows: it has no measures, and is none of the rows of its time. */
  static isRun(row: unknown): boolean {
    return row instanceof WindowRow && 'windows' in row;
  }

  /** Whether the row shows a window that is still open: it is none of the rows that windows of windows count. */
  static isEarly(row: unknown): boolean {
    return row instanceof WindowRow && row.#origin.earlyAt !== undefined;
  }

  /** Whether two rows show the same windows at the same instant, so that they can be ranked and shared out together. */
  static areTogether(a: Timed, b: Timed): boolean {
    if (!(a instanceof WindowRow && b instanceof WindowRow)) return a.time === b.time;
    return a.start === b.start && a.end === b.end && a.#origin.earlyAt === b.#origin.earlyAt;
  }

  /** Without early rows: what follows windows and makes windows itself has no use for them. */
  static withoutEarly<R>(rows: readonly R[]): readonly R[] {
    // Rows of one stream are all of a kind: what does not come from windows costs one look a batch.
    return rows[0] instanceof WindowRow && rows.some(WindowRow.isEarly)
      ? rows.filter((row) => !WindowRow.isEarly(row))
      : rows;
  }

  /** The same window without key fields and measures. */
  static copyOf(row: WindowRow): WindowRow {
    return new WindowRow(row.start, row.end, row.#origin, row.#time);
  }
}
