import type { Measure } from '../measures/measure.js';

/** One accumulator for each measure. */
export type Accumulators = unknown[];

/** The rows of one key in one slide of time. */
export interface Pane {
  readonly start: number;
  readonly accumulators: Accumulators;
  /** How many rows it has; absent where it was saved by a build that did not count them. */
  rows?: number;
}

/** What is kept of one key. The first part is its state, the second is derived from it and never saved. */
export interface Group {
  readonly key: string;
  /** The values of the key fields. */
  readonly values: readonly unknown[];
  /** Has a row in every window, also in empty ones. */
  readonly dense: boolean;
  /** Panes with rows, oldest first. */
  readonly panes: Pane[];
  /** The last window said was not empty. */
  active: boolean;
  /** Empty windows in a row, up to now. */
  silent: number;
  /** Start of the run of empty windows that is not yet said. */
  collapsedFrom: number | undefined;

  /** Panes before this index belong to no window that is still to be said. */
  head: number;
  /** The pane that took the last row. */
  last: Pane | undefined;
  /** Which of the panes of a batch took it. */
  place: number;
  /** Already noted as changed since the state was last saved. */
  changed: boolean;
  /** Partial merges of panes, so that a slide costs two merges and not one for each pane. */
  merged: MergedPanes | undefined;
}

/**
 * A queue of two stacks: `suffixes` holds, for each pane before `middle`, the merge of it and all that follow up to
 * there (newest first, so that old ones pop off the end); `back` holds the merge of the panes in [middle, end).
 */
interface MergedPanes {
  readonly suffixes: Pane[];
  readonly middle: number;
  readonly back: Accumulators;
  end: number;
}

export const newGroup = (key: string, values: readonly unknown[], dense: boolean): Group => ({
  key,
  values,
  dense,
  panes: [],
  active: false,
  silent: 0,
  collapsedFrom: undefined,
  head: 0,
  last: undefined,
  place: 0,
  changed: false,
  merged: undefined,
});

export type SavedGroup = Omit<Group, 'head' | 'last' | 'place' | 'changed' | 'merged'>;

export const saveGroup = (group: Group): SavedGroup => {
  const { key, values, dense, panes, active, silent, collapsedFrom } = group;
  return { key, values, dense, panes: panes.slice(group.head), active, silent, collapsedFrom };
};

export const loadGroup = (saved: SavedGroup): Group => ({
  ...saved,
  head: 0,
  last: undefined,
  place: 0,
  changed: false,
  merged: undefined,
});

/** The accumulators of a set of measures. */
export class PaneMath<R> {
  constructor(private readonly measures: readonly Measure<R>[]) {}

  fresh(): Accumulators {
    return this.measures.map((measure) => measure.init());
  }

  merge(into: Accumulators, from: Accumulators): void {
    this.measures.forEach((measure, i) => {
      measure.merge(into[i], from[i]);
    });
  }

  /** The pane that starts here, made where there is none yet. */
  paneAt(group: Group, start: number): Pane {
    const { panes } = group;
    let index = panes.length;
    // Rows come nearly in order: the pane is the last one or close to it.
    while (index > 0) {
      const before = panes[index - 1];
      if (before === undefined || before.start < start) break;
      if (before.start === start) {
        group.last = before;
        return before;
      }
      index--;
    }
    const pane: Pane = { start, accumulators: this.fresh(), rows: 0 };
    panes.splice(index, 0, pane);
    group.last = pane;
    return pane;
  }

  /** The merge of the group's panes in [start, end); the windows of a group are asked for in order. */
  window(group: Group, start: number, end: number): Accumulators {
    const merged = this.#mergedFor(group, start, end);
    const { suffixes } = merged;
    while ((suffixes.at(-1)?.start ?? Infinity) < start) suffixes.pop();
    const result = this.fresh();
    const front = suffixes.at(-1);
    if (front !== undefined) this.merge(result, front.accumulators);
    this.merge(result, merged.back);
    return result;
  }

  #mergedFor(group: Group, start: number, end: number): MergedPanes {
    const { merged } = group;
    if (merged === undefined || merged.middle <= start) {
      group.merged = this.#rebuild(group, start, end);
      return group.merged;
    }
    for (let i = group.panes.length - 1; i >= group.head; i--) {
      const pane = group.panes[i];
      if (pane === undefined || pane.start < merged.end) break;
      if (pane.start < end) this.merge(merged.back, pane.accumulators);
    }
    merged.end = end;
    return merged;
  }

  #rebuild(group: Group, start: number, end: number): MergedPanes {
    const suffixes: Pane[] = [];
    for (let i = group.panes.length - 1; i >= group.head; i--) {
      const pane = group.panes[i];
      if (pane === undefined || pane.start < start) break;
      if (pane.start >= end) continue;
      const accumulators = this.fresh();
      this.merge(accumulators, pane.accumulators);
      const after = suffixes.at(-1);
      if (after !== undefined) this.merge(accumulators, after.accumulators);
      suffixes.push({ start: pane.start, accumulators });
    }
    return { suffixes, middle: end, back: this.fresh(), end };
  }
}
