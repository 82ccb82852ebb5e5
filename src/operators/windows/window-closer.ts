import { EarlyWindows } from './early-windows.js';
import type { Group, PaneMath } from './pane-group.js';
import { type Slides, slidesOf } from './slides.js';
import type { WindowRow } from './window-row.js';
import { WindowRows } from './window-rows.js';
import { noteChange, type PaneWindowsOptions, paneOf, type WindowsState } from './windows-state.js';

/** After this many empty windows in a row, the rest of the run is said in one row. */
export const DENSE_LIMIT = 360;

/** Says the windows that a watermark closes: in order of their start, within one window in order of the key. */
export class WindowCloser<R> {
  readonly #slides: Slides;
  readonly #rows: WindowRows<R>;
  readonly #math: PaneMath<R>;
  readonly #early: EarlyWindows<R> | undefined;
  /** A window is one pane, which need not be merged with anything. */
  readonly #single: boolean;

  constructor(options: PaneWindowsOptions<R>, math: PaneMath<R>) {
    const { grid, early } = options;
    this.#slides = slidesOf(grid);
    this.#rows = new WindowRows(options);
    this.#math = math;
    this.#early = early === undefined ? undefined : new EarlyWindows(grid, early, this.#rows, math);
    this.#single = grid.size === paneOf(options);
  }

  /** Start of the earliest window that is open at this watermark. */
  frontierAt(watermark: number): number {
    if (!Number.isFinite(watermark)) return watermark;
    const slides = this.#slides;
    return slides.on(slides.startOf(watermark), 1 - slides.perWindow);
  }

  /** Up to where windows have closed: a row from here on is in open windows only. */
  shownUntil({ begun, frontier }: WindowsState): number {
    return begun ? this.#slides.on(frontier, this.#slides.perWindow - 1) : -Infinity;
  }

  close(state: WindowsState, watermark: number): WindowRow[] {
    const frontier = this.frontierAt(watermark);
    const shown = this.#early?.shownAt(watermark) ?? -Infinity;
    if (frontier <= state.frontier && shown <= state.shown) return [];
    const rows: WindowRow[] = [];
    if (frontier > state.frontier) {
      const next = state.begun ? state.frontier : this.#begin(state, frontier);
      if (next !== undefined && next < frontier) {
        this.#emitUntil(state, next, frontier, rows);
        state.begun = true;
      }
      state.frontier = frontier;
    }
    if (shown > state.shown) {
      this.#early?.emit(state, inOrder(state), frontier, shown, rows);
      state.shown = shown;
    }
    return rows;
  }

  /** The first window ever: the earliest that holds a row or, where keys are known beforehand, that is open. */
  #begin(state: WindowsState, frontier: number): number | undefined {
    if (state.first === Infinity) {
      if (this.#rows.by.length === 0 || state.groups.size === 0 || !Number.isFinite(frontier))
        return undefined;
      state.first = frontier;
      return frontier;
    }
    return Math.max(state.frontier, this.#slides.on(state.first, 1 - this.#slides.perWindow));
  }

  #emitUntil(state: WindowsState, next: number, frontier: number, rows: WindowRow[]): void {
    const slides = this.#slides;
    const groups = inOrder(state);
    for (const group of groups) forgetOldPanes(group);
    let start = next;
    while (start < frontier) {
      const earliest = slides.startOf(earliestPane(groups, start));
      const busy = Math.max(start, slides.on(earliest, 1 - slides.perWindow));
      if (busy === start) {
        this.#early?.emit(state, groups, start, Infinity, rows);
        for (const group of groups) this.#emit(state, group, start, rows);
        start = slides.on(start, 1);
      } else {
        const stop = Math.min(busy, frontier);
        if (stop === Infinity) break;
        start = this.#emitEmpty(state, groups, start, stop, rows);
      }
    }
    // The end of the input: a run of empty windows that is still held back comes out now.
    if (frontier === Infinity) for (const group of groups) this.#emitRun(state, group, start, rows);
  }

  #emit(state: WindowsState, group: Group, start: number, rows: WindowRow[]): void {
    const end = this.#slides.on(start, this.#slides.perWindow);
    const pane = group.panes[group.head];
    noteChange(state, group);
    if (pane !== undefined && pane.start < end) {
      this.#emitRun(state, group, start, rows);
      group.active = true;
      group.silent = 0;
      const accumulators = this.#single ? pane.accumulators : this.#math.window(group, start, end);
      rows.push(this.#rows.row(state, group, start, accumulators));
    } else if (group.dense) {
      if (group.silent < DENSE_LIMIT) rows.push(this.#rows.row(state, group, start, undefined));
      else group.collapsedFrom ??= start;
      group.silent++;
    } else if (group.active) {
      group.active = false;
      rows.push(this.#rows.row(state, group, start, undefined));
    }
    if (!group.dense && !group.active && pane === undefined) state.groups.delete(group.key);
  }

  /** Windows [start, stop) are empty for every key: one closing row for each key that was active, then only dense ones go on. */
  #emitEmpty(
    state: WindowsState,
    groups: readonly Group[],
    start: number,
    stop: number,
    rows: WindowRow[],
  ): number {
    const slides = this.#slides;
    let at = start;
    for (; at < stop; at = slides.on(at, 1)) {
      for (const group of groups) this.#emit(state, group, at, rows);
      const more = groups.some((group) => group.dense && group.silent < DENSE_LIMIT);
      if (!more) break;
    }
    if (at >= stop) return stop;
    at = slides.on(at, 1);
    // What is left of the gap costs the same whether it is a minute or a year.
    for (const group of groups) {
      if (!group.dense || at >= stop) continue;
      group.collapsedFrom ??= at;
      group.silent += slides.between(at, stop);
    }
    return stop;
  }

  #emitRun(state: WindowsState, group: Group, until: number, rows: WindowRow[]): void {
    if (group.collapsedFrom === undefined) return;
    rows.push(this.#rows.run(state, group, group.collapsedFrom, until));
    group.collapsedFrom = undefined;
  }
}

/** The groups in order of their keys. */
function inOrder({ groups }: WindowsState): Group[] {
  const sorted = [...groups.values()];
  return sorted.length > 1 ? sorted.sort(byKey) : sorted;
}

const byKey = (a: Group, b: Group): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const OLD_PANES = 16;

/**
 * Panes are dropped here and not as soon as their last window is said, so that rows can still show theirs; and a few
 * at once, because dropping one moves all that follow.
 */
function forgetOldPanes(group: Group): void {
  if (group.head < OLD_PANES && group.head < group.panes.length) return;
  group.panes.splice(0, group.head);
  group.head = 0;
  if (group.panes.length === 0) group.last = undefined;
}

/** Moves every group's head to its first pane that a window from `start` on can hold; the earliest of them. */
function earliestPane(groups: readonly Group[], start: number): number {
  let earliest = Infinity;
  for (const group of groups) {
    let pane = group.panes[group.head];
    while (pane !== undefined && pane.start < start) pane = group.panes[++group.head];
    if (pane !== undefined && pane.start < earliest) earliest = pane.start;
  }
  return earliest;
}
