/** One pane of the window behind a row: where it starts, and the value of one measure over it alone. */
export interface PaneValue {
  readonly start: number;
  readonly value: unknown;
}

/** Where a window row comes from; what follows in the stream may ask, outputs do not show it. */
export interface WindowOrigin {
  readonly every: number;
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
  /** What this row would be if nothing had fallen into its window. */
  emptyRow(): WindowRow;
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

  /** The same window without key fields and measures. */
  static copyOf(row: WindowRow): WindowRow {
    return new WindowRow(row.start, row.end, row.#origin, row.#time);
  }
}
