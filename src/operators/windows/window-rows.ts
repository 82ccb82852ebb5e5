import type { Measure } from '../measures/measure.js';
import type { Accumulators, Group } from './pane-group.js';
import { type Slides, slidesOf } from './slides.js';
import { type PaneValue, type WindowOrigin, WindowRow } from './window-row.js';
import { type PaneWindowsOptions, paneOf, type WindowsState } from './windows-state.js';

type Fillable = WindowRow & Record<string, unknown>;

/** Makes the rows that windows say. */
export class WindowRows<R> {
  readonly every: number;
  readonly by: readonly string[];
  readonly #slides: Slides;
  /** Panes are slides of a local clock. */
  readonly #isLocal: boolean;
  readonly #pane: number;
  readonly #names: readonly string[];
  readonly #measures: readonly Measure<R>[];

  constructor(options: PaneWindowsOptions<R>) {
    const { grid, by, measures } = options;
    this.every = grid.every;
    this.#pane = paneOf(options);
    this.by = by;
    this.#slides = slidesOf(grid);
    this.#isLocal = grid.offsets !== undefined;
    this.#names = Object.keys(measures);
    this.#measures = Object.values(measures);
  }

  /** The row of one window; without accumulators, of an empty one; with `earlyAt`, of one that is open. */
  row(
    state: WindowsState,
    group: Group,
    start: number,
    accumulators: Accumulators | undefined,
    earlyAt?: number,
  ): WindowRow {
    const end = this.#slides.on(start, this.#slides.perWindow);
    const row = this.#blank(state, group, start, end, start, accumulators === undefined, earlyAt);
    // What is said a second of an open window is over the time that it has been open.
    const window = { size: (earlyAt ?? end) - start, values: row };
    for (let i = 0; i < this.#measures.length; i++) {
      const measure = this.#measures[i] as Measure<R>;
      const name = this.#names[i] as string;
      row[name] = accumulators === undefined ? measure.empty : measure.read(accumulators[i], window);
    }
    if (start <= state.first) row.partial = true;
    if (earlyAt !== undefined) row.early = true;
    return row;
  }

  /** The one row for the empty windows that start in [from, until). */
  run(state: WindowsState, group: Group, from: number, until: number): WindowRow {
    // Its time is not past: the watermark has been told up to the end of the run.
    const row = this.#blank(
      state,
      group,
      from,
      this.#slides.on(until, this.#slides.perWindow - 1),
      until,
      true,
    );
    row.windows = this.#slides.between(from, until);
    return row;
  }

  /** How long the slide is that starts here. */
  lengthOf(start: number): number {
    return this.#isLocal ? this.#slides.on(start, 1) - start : this.every;
  }

  /** The start of the newest pane of what ends here. */
  newestPane(end: number): number {
    return this.#isLocal ? this.#slides.on(end, -1) : end - this.#pane;
  }

  /** One measure over each of the group's panes in the window, of an early row in what it shows. */
  panes(group: Group, start: number, name: string, earlyAt?: number): readonly PaneValue[] {
    const last = this.#names.indexOf(name);
    if (last === -1) return [];
    const end = earlyAt ?? this.#slides.on(start, this.#slides.perWindow);
    return group.panes
      .filter((pane) => pane.start >= start && pane.start < end)
      .map((pane) => {
        // A measure may be made of those before it, in a pane as in a window.
        const values: Record<string, unknown> = {};
        const size = this.#isLocal ? this.#slides.on(pane.start, 1) - pane.start : this.#pane;
        const window = { size, values };
        for (let i = 0; i <= last; i++) {
          values[this.#names[i] as string] = (this.#measures[i] as Measure<R>).read(
            pane.accumulators[i],
            window,
          );
        }
        return { start: pane.start, value: values[name] };
      });
  }

  /** A row with bounds and key fields. */
  #blank(
    state: WindowsState,
    group: Group,
    start: number,
    end: number,
    time: number,
    empty: boolean,
    earlyAt?: number,
  ): Fillable {
    const at = this.newestPane(earlyAt ?? end);
    const origin = new PaneWindowOrigin(this, state, group, start, at, empty, earlyAt);
    // The fields of a window are defined where it is; a row is made to take them.
    const row = new WindowRow(start, end, origin, time) as Fillable;
    for (let i = 0; i < this.by.length; i++) row[this.by[i] as string] = group.values[i];
    return row;
  }
}

/** One small object for each row: most are never asked anything. */
class PaneWindowOrigin<R> implements WindowOrigin {
  constructor(
    private readonly rows: WindowRows<R>,
    private readonly state: WindowsState,
    private readonly group: Group,
    private readonly start: number,
    readonly at: number,
    readonly empty: boolean,
    readonly earlyAt: number | undefined,
  ) {}

  /** Of a local clock, how long the newest slide is. */
  get every(): number {
    return this.rows.lengthOf(this.at);
  }

  get key(): string {
    return this.group.key;
  }

  get by(): readonly string[] {
    return this.rows.by;
  }

  get closing(): boolean {
    return this.empty && !this.group.dense;
  }

  panes(measure: string): readonly PaneValue[] {
    return this.empty ? [] : this.rows.panes(this.group, this.start, measure, this.earlyAt);
  }

  emptyRow(): WindowRow {
    return this.rows.row(this.state, this.group, this.start, undefined);
  }
}
