import type { Batch, Timed } from '../batch.js';
import { groupKey } from '../group-key.js';
import { KeyFinder } from '../key-finder.js';
import type { KeyedSaving, Machine, OperatorBalance, WindowGrid } from '../operator.js';
import { type Rejected, rejectRow } from '../rejected.js';
import { TidemarkError } from '../tidemark-error.js';
import { PaneAdder } from './pane-adder.js';
import {
  type Group,
  loadGroup,
  newGroup,
  type Pane,
  PaneMath,
  type SavedGroup,
  saveGroup,
} from './pane-group.js';
import { RowsByPane } from './rows-by-pane.js';
import { type Slides, slidesOf } from './slides.js';
import { WindowCloser } from './window-closer.js';
import { startOf } from './window-grid.js';
import { WindowRow } from './window-row.js';
import {
  noteChange,
  type PaneWindowsOptions,
  paneOf,
  type WindowsHead,
  type WindowsState,
} from './windows-state.js';

interface SavedWindows extends WindowsHead {
  readonly groups: readonly SavedGroup[];
}

/**
 * Windows made of panes: slide-sized partial aggregates. A row is added to one pane only; a window is the merge of
 * the panes inside it. Tumbling windows are the case of one pane each.
 */
export class PaneWindows<R extends Timed> implements Machine<R, WindowRow, WindowsState> {
  readonly grid: WindowGrid;
  readonly #options: PaneWindowsOptions<R>;
  readonly #pane: number;
  /** Where slides are not of one length. */
  readonly #slides: Slides | undefined;
  readonly #adder: PaneAdder<R>;
  readonly #math: PaneMath<R>;
  readonly #closer: WindowCloser<R>;
  readonly #keys: KeyFinder<Group>;
  readonly #byPane = new RowsByPane();

  constructor(options: PaneWindowsOptions<R>) {
    this.#options = options;
    this.grid = options.grid;
    this.#pane = paneOf(options);
    this.#slides = this.grid.offsets === undefined ? undefined : slidesOf(this.grid);
    const measures = Object.values(options.measures);
    this.#adder = new PaneAdder(measures);
    this.#math = new PaneMath(measures);
    this.#closer = new WindowCloser(options, this.#math);
    this.#keys = new KeyFinder(
      options.by,
      options.maxKeys,
      (key, values) => newGroup(key, values, false),
      options.plainKeys,
    );
  }

  init(): WindowsState {
    const groups = new Map<string, Group>();
    if (this.#options.by.length === 0) groups.set('', newGroup('', [], true));
    for (const values of this.#options.keys) {
      const key = groupKey(values);
      groups.set(key, newGroup(key, values, true));
    }
    return {
      groups,
      frontier: -Infinity,
      begun: false,
      first: Infinity,
      shown: -Infinity,
      counted: 0,
      late: 0,
      filtered: 0,
      changed: undefined,
    };
  }

  step(state: WindowsState, batch: Batch<R>): Batch<WindowRow> {
    const late = this.#count(state, batch);
    const rows = this.#closer.close(state, batch.watermark);
    // Nothing that comes out later is older than the earliest window that is still open.
    const watermark = state.frontier;
    const { rowWatermark } = batch;
    return {
      rows,
      watermark,
      ...(rowWatermark !== undefined && {
        rowWatermark: Math.min(watermark, this.#closer.frontierAt(rowWatermark)),
      }),
      ...(batch.now !== undefined && { now: batch.now }),
      ...(batch.reached !== undefined && { reached: batch.reached }),
      rejected: late.length > 0 ? [...batch.rejected, ...late] : batch.rejected,
    };
  }

  #count(state: WindowsState, { rows: all, rowWatermark }: Batch<R>): readonly Rejected[] {
    const rows = WindowRow.withoutEarly(all);
    state.filtered += all.length - rows.length;
    const { frontier } = state;
    const keyless = this.#options.by.length === 0 ? state.groups.get('') : undefined;
    const late: Rejected[] = [];
    const byPane = this.#byPane;
    if (keyless === undefined) byPane.begin(rows.length);
    for (let i = 0; i < rows.length; ) {
      const row = rows[i] as R;
      const { time } = row;
      // Windows start on the panes' grid: before the frontier, all windows that hold the row have closed.
      if (time < frontier) {
        const byRows = rowWatermark !== undefined && time >= this.#closer.frontierAt(rowWatermark);
        late.push(rejectRow(byRows ? 'late: idle' : 'late', row));
        i++;
      } else if (keyless === undefined) {
        const group = this.#keys.find(state.groups, row);
        const pane = this.#paneOf(state, group, time);
        if (byPane.put(i, group, pane)) noteRows(state, group, pane);
        i++;
      } else i = this.#addRun(state, keyless, rows, i);
    }
    if (keyless === undefined) byPane.give(rows, (pane, its, from, to) => this.#addTo(pane, its, from, to));
    state.counted += rows.length - late.length;
    state.late += late.length;
    return late;
  }

  #paneOf(state: WindowsState, group: Group, time: number): Pane {
    const { every, alignTo } = this.grid;
    let pane = group.last;
    if (pane === undefined || time < pane.start || time >= this.#endOf(pane)) {
      const start =
        this.#slides === undefined ? startOf(time, this.#pane, alignTo) : this.#slides.startOf(time);
      pane = this.#math.paneAt(group, start);
      // By a local clock a pane is a whole slide.
      if (start < state.first)
        state.first = this.#slides === undefined ? startOf(start, every, alignTo) : start;
    }
    return pane;
  }

  /** Without keys, rows that follow each other nearly always go to the same pane; answers where the next one begins. */
  #addRun(state: WindowsState, group: Group, rows: readonly R[], from: number): number {
    const pane = this.#paneOf(state, group, (rows[from] as R).time);
    noteRows(state, group, pane);
    const start = Math.max(pane.start, state.frontier);
    const end = this.#endOf(pane);
    let to = from + 1;
    for (; to < rows.length; to++) {
      const { time } = rows[to] as R;
      if (time < start || time >= end) break;
    }
    this.#addTo(pane, rows, from, to);
    return to;
  }

  #addTo(pane: Pane, rows: readonly R[], from: number, to: number): void {
    this.#adder.add(pane.accumulators, rows, from, to);
    pane.rows = (pane.rows ?? 0) + to - from;
  }

  #endOf({ start }: Pane): number {
    return this.#slides === undefined ? start + this.#pane : this.#slides.on(start, 1);
  }

  save({ groups, changed: _, ...head }: WindowsState): SavedWindows {
    return { ...head, groups: [...groups.values()].map(saveGroup) };
  }

  load(saved: unknown): WindowsState {
    // Only what `save` gave comes back in: a state of another shape belongs to another operator.
    const { groups, ...head } = saved as SavedWindows;
    return this.#restore(head, groups);
  }

  readonly keyed: KeyedSaving<WindowsState> = {
    head: ({ groups: _, changed: __, ...head }) => head,
    delta: (state) => {
      const keys = state.changed ?? state.groups.keys();
      const changes = Array.from(keys, (key) => {
        const group = state.groups.get(key);
        if (group === undefined) return [key, undefined] as const;
        group.changed = false;
        return [key, saveGroup(group)] as const;
      });
      state.changed = new Set();
      return new Map<string, SavedGroup | undefined>(changes);
    },
    load: (head, keys) => {
      const state = this.#restore(head as WindowsHead, keys.values() as Iterable<SavedGroup>);
      state.changed = new Set();
      return state;
    },
  };

  #restore(head: WindowsHead, groups: Iterable<SavedGroup>): WindowsState {
    const state = { ...this.init(), ...head };
    for (const group of groups) state.groups.set(group.key, loadGroup(group));
    return state;
  }

  merge(into: WindowsState, from: WindowsState): WindowsState {
    if (into.frontier !== from.frontier) {
      throw new TidemarkError('bad-options', 'Window states can be merged at the same watermark only.');
    }
    for (const theirs of from.groups.values()) {
      const ours = into.groups.get(theirs.key);
      noteChange(into, ours ?? theirs);
      if (ours === undefined) {
        into.groups.set(theirs.key, theirs);
        continue;
      }
      for (const pane of theirs.panes.slice(theirs.head)) {
        const mine = this.#math.paneAt(ours, pane.start);
        this.#math.merge(mine.accumulators, pane.accumulators);
        mine.rows = (mine.rows ?? 0) + (pane.rows ?? 0);
      }
      ours.active ||= theirs.active;
      ours.merged = undefined;
    }
    into.first = Math.min(into.first, from.first);
    into.begun ||= from.begun;
    into.counted += from.counted;
    into.late += from.late;
    into.filtered += from.filtered;
    return into;
  }

  unshown(state: WindowsState): number {
    const from = Math.max(this.#closer.shownUntil(state), state.shown);
    let rows = 0;
    for (const { panes, head } of state.groups.values())
      for (let i = panes.length - 1; i >= head; i--) {
        const pane = panes[i];
        if (pane === undefined || pane.start < from) break;
        rows += pane.rows ?? 0;
      }
    return rows;
  }

  balance(state: WindowsState): OperatorBalance {
    return { counted: state.counted, filtered: state.filtered, rejected: state.late };
  }
}

/** Rows go to this pane of a group. */
function noteRows(state: WindowsState, group: Group, pane: Pane): void {
  noteChange(state, group);
  // What is merged already does not hold them.
  if (group.merged !== undefined && pane.start < group.merged.end) group.merged = undefined;
}
