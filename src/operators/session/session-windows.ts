import type { Batch, Timed } from '../batch.js';
import { KeyFinder } from '../key-finder.js';
import type { Measure, Measures } from '../measures/measure.js';
import type { KeyedSaving, Machine, OperatorBalance } from '../operator.js';
import { type Rejected, rejectRow } from '../rejected.js';
import { TidemarkError } from '../tidemark-error.js';
import { PaneMath } from '../windows/pane-group.js';
import { startOf } from '../windows/window-grid.js';
import { WindowRow } from '../windows/window-row.js';
import {
  loadSessionGroup,
  newSessionGroup,
  type OpenSession,
  type SavedSessionGroup,
  type SessionGroup,
  saveSessionGroup,
  unshownRows,
} from './session-group.js';
import { SessionIndex } from './session-index.js';
import { SessionRows } from './session-rows.js';
import { noteSessionChange, type SessionsHead, type SessionsState } from './session-state.js';

export interface SessionWindowsOptions<R> {
  /** Milliseconds, as are all times here. */
  readonly gap: number;
  readonly max: number;
  readonly early: number | undefined;
  readonly by: readonly string[];
  readonly measures: Measures<R>;
  readonly maxKeys: number;
  readonly plainKeys: boolean;
}

interface SavedSessions<R> extends SessionsHead<R> {
  readonly groups: readonly SavedSessionGroup<R>[];
}

/**
 * Sessions of each key. Rows wait until the watermark passes them and are then added in order of time, so a key has at
 * most one open session, and the order in which rows came within the lateness makes no difference. A late row that
 * still counts is added at once.
 */
export class SessionWindows<R extends Timed> implements Machine<R, WindowRow, SessionsState<R>> {
  readonly regroups = true;
  /** Absent where sessions are split: two halves of a session say nothing of where the whole is. */
  readonly merge?: (into: SessionsState<R>, from: SessionsState<R>) => SessionsState<R>;
  readonly #options: SessionWindowsOptions<R>;
  readonly #measures: readonly Measure<R>[];
  readonly #math: PaneMath<R>;
  readonly #rows: SessionRows<R>;
  readonly #keys: KeyFinder<SessionGroup<R>>;

  constructor(options: SessionWindowsOptions<R>) {
    this.#options = options;
    this.#measures = Object.values(options.measures);
    this.#math = new PaneMath(this.#measures);
    this.#rows = new SessionRows(options.by, options.measures);
    this.#keys = new KeyFinder(options.by, options.maxKeys, newSessionGroup<R>, options.plainKeys);
    if (options.max === Infinity) this.merge = (into, from) => this.#merge(into, from);
  }

  init(): SessionsState<R> {
    return {
      groups: new Map(),
      index: new SessionIndex(),
      watermark: -Infinity,
      first: Infinity,
      counted: 0,
      late: 0,
      filtered: 0,
      changed: undefined,
    };
  }

  step(state: SessionsState<R>, batch: Batch<R>): Batch<WindowRow> {
    const late = this.#accept(state, batch);
    const emitted: WindowRow[] = [];
    if (batch.watermark > state.watermark) {
      state.watermark = batch.watermark;
      for (const group of state.index.take(batch.watermark)) this.#advance(state, group, emitted);
    }
    const { gap } = this.#options;
    // The earliest open session, or one that a row on the verge of being late would open.
    const watermark = Math.min(state.index.leastStart(state.groups.size), state.watermark - gap);
    const { rowWatermark, now, reached } = batch;
    return {
      rows: emitted.sort(compareRows),
      watermark,
      ...(rowWatermark !== undefined && { rowWatermark: Math.min(watermark, rowWatermark - gap) }),
      ...(now !== undefined && { now }),
      ...(reached !== undefined && { reached }),
      rejected: late.length > 0 ? [...batch.rejected, ...late] : batch.rejected,
    };
  }

  #accept(state: SessionsState<R>, { rows: all, rowWatermark }: Batch<R>): readonly Rejected[] {
    const rows = WindowRow.withoutEarly(all);
    state.filtered += all.length - rows.length;
    const { gap } = this.#options;
    const late: Rejected[] = [];
    for (const row of rows) {
      const { time } = row;
      const group = this.#keys.find(state.groups, row);
      if (time >= state.watermark) {
        // A row of windows does not survive saving; its fields do.
        group.waiting.push(row instanceof WindowRow ? { ...row, time } : row);
        state.index.wait(group);
      } else if (time + gap > state.watermark || this.#isInside(group.session, time)) {
        this.#add(state, group, row, state.watermark);
        this.#expect(state, group);
      } else {
        const byRows = rowWatermark !== undefined && time + gap > rowWatermark;
        late.push(rejectRow(byRows ? 'late: idle' : 'late', row));
        this.#forgetIfEmpty(state, group);
        continue;
      }
      if (time < state.first) state.first = time;
      noteSessionChange(state, group);
    }
    state.counted += rows.length - late.length;
    state.late += late.length;
    return late;
  }

  #isInside(session: OpenSession | undefined, time: number): boolean {
    return session !== undefined && time >= session.start && time < this.#endOf(session);
  }

  #endOf({ start, last }: OpenSession): number {
    return Math.min(last + this.#options.gap, start + this.#options.max);
  }

  /** Lets the watermark pass the rows of one key. */
  #advance(state: SessionsState<R>, group: SessionGroup<R>, emitted: WindowRow[]): void {
    const { watermark } = state;
    // Asked for by an earlier group of this key.
    if (state.groups.get(group.key) !== group) return;
    const ready = group.waiting.filter(({ time }) => time < watermark);
    const before = emitted.length;
    if (ready.length > 0) {
      if (ready.length < group.waiting.length) {
        group.waiting = group.waiting.filter(({ time }) => time >= watermark);
      } else group.waiting = [];
      for (const row of ready.sort((a, b) => a.time - b.time)) {
        this.#emit(state, group, row.time, emitted);
        this.#add(state, group, row, row.time);
      }
    }
    this.#emit(state, group, watermark, emitted);
    if (ready.length > 0 || emitted.length > before) noteSessionChange(state, group);
    if (group.waiting.length > 0) state.index.wait(group);
    this.#expect(state, group);
    this.#forgetIfEmpty(state, group);
  }

  /** Shows and closes the open session where time, which comes to this instant, asks for it. */
  #emit(state: SessionsState<R>, group: SessionGroup<R>, instant: number, emitted: WindowRow[]): void {
    const { session } = group;
    if (session === undefined) return;
    const end = this.#endOf(session);
    const partial = session.start < state.first + this.#options.gap;
    const { showAt } = session;
    if (showAt !== undefined && showAt <= instant && showAt < end) {
      emitted.push(this.#rows.row(group, session, end, partial, showAt));
      session.showAt = undefined;
      session.rows = 0;
    }
    if (end > instant) return;
    emitted.push(this.#rows.row(group, session, end, partial));
    group.session = undefined;
  }

  /** Adds a row to the open session, which it lies in or next to, or opens one. It is shown after this instant. */
  #add(state: SessionsState<R>, group: SessionGroup<R>, row: R, instant: number): void {
    const { time } = row;
    let { session } = group;
    if (session === undefined) {
      session = { start: time, last: time, showAt: undefined, accumulators: this.#math.fresh() };
      group.session = session;
      state.index.started(group, session);
    } else if (time < session.start) {
      session.start = time;
      state.index.started(group, session);
    }
    if (time > session.last) session.last = time;
    const { early } = this.#options;
    if (early !== undefined) session.showAt ??= startOf(instant, early) + early;
    session.rows = (session.rows ?? 0) + 1;
    const { accumulators } = session;
    for (let m = 0; m < this.#measures.length; m++) {
      (this.#measures[m] as Measure<R>).add(accumulators[m], row);
    }
  }

  /** Asks for the group again when its session ends or is to be shown. */
  #expect(state: SessionsState<R>, group: SessionGroup<R>): void {
    const { session } = group;
    if (session === undefined) return;
    state.index.expect(group, Math.min(this.#endOf(session), session.showAt ?? Infinity));
  }

  #forgetIfEmpty(state: SessionsState<R>, group: SessionGroup<R>): void {
    if (group.session !== undefined || group.waiting.length > 0) return;
    state.groups.delete(group.key);
    noteSessionChange(state, group);
  }

  save({ groups, index: _, changed: __, ...head }: SessionsState<R>): SavedSessions<R> {
    return { ...head, groups: [...groups.values()].map(saveSessionGroup) };
  }

  load(saved: unknown): SessionsState<R> {
    // Only what `save` gave comes back in: a state of another shape belongs to another operator.
    const { groups, ...head } = saved as SavedSessions<R>;
    return this.#restore(head, groups);
  }

  readonly keyed: KeyedSaving<SessionsState<R>> = {
    head: ({ groups: _, index: __, changed: ___, ...head }) => head,
    delta: (state) => {
      const changes = Array.from(state.changed ?? state.groups.keys(), (key) => {
        const group = state.groups.get(key);
        if (group === undefined) return [key, undefined] as const;
        group.changed = false;
        return [key, saveSessionGroup(group)] as const;
      });
      state.changed = new Set();
      return new Map<string, SavedSessionGroup<R> | undefined>(changes);
    },
    load: (head, keys) => {
      const groups = keys.values() as Iterable<SavedSessionGroup<R>>;
      const state = this.#restore(head as SessionsHead<R>, groups);
      state.changed = new Set();
      return state;
    },
  };

  #restore(head: SessionsHead<R>, groups: Iterable<SavedSessionGroup<R>>): SessionsState<R> {
    const state = { ...this.init(), ...head };
    for (const saved of groups) this.#enter(state, loadSessionGroup(saved));
    return state;
  }

  #enter(state: SessionsState<R>, group: SessionGroup<R>): void {
    state.groups.set(group.key, group);
    if (group.waiting.length > 0) state.index.wait(group);
    if (group.session !== undefined) state.index.started(group, group.session);
    this.#expect(state, group);
  }

  #merge(into: SessionsState<R>, from: SessionsState<R>): SessionsState<R> {
    if (into.watermark !== from.watermark) {
      throw new TidemarkError('bad-options', 'Session states can be merged at the same watermark only.');
    }
    for (const theirs of from.groups.values()) {
      const ours = into.groups.get(theirs.key);
      const group = newSessionGroup<R>(theirs.key, theirs.values);
      group.waiting = [...(ours?.waiting ?? []), ...theirs.waiting];
      group.session = this.#joined(ours?.session, theirs.session);
      this.#enter(into, group);
      noteSessionChange(into, group);
    }
    into.first = Math.min(into.first, from.first);
    into.counted += from.counted;
    into.late += from.late;
    into.filtered += from.filtered;
    return into;
  }

  /** Two sessions of one key that are open at one watermark reach over it both, and so touch. */
  #joined(ours: OpenSession | undefined, theirs: OpenSession | undefined): OpenSession | undefined {
    if (ours === undefined || theirs === undefined) return ours ?? theirs;
    this.#math.merge(ours.accumulators, theirs.accumulators);
    return {
      start: Math.min(ours.start, theirs.start),
      last: Math.max(ours.last, theirs.last),
      showAt: ours.showAt ?? theirs.showAt,
      accumulators: ours.accumulators,
      rows: (ours.rows ?? 0) + (theirs.rows ?? 0),
    };
  }

  unshown = ({ groups }: SessionsState<R>): number => unshownRows(groups.values());

  balance(state: SessionsState<R>): OperatorBalance {
    return { counted: state.counted, filtered: state.filtered, rejected: state.late };
  }
}

/** In order of the instants at which they end or are shown, at one instant in order of the key. */
function compareRows(a: WindowRow, b: WindowRow): number {
  const [one, other] = [WindowRow.originOf(a), WindowRow.originOf(b)];
  if (one === undefined || other === undefined) return 0;
  if (one.at !== other.at) return one.at - other.at;
  if (one.key !== other.key) return one.key < other.key ? -1 : 1;
  return a.start - b.start;
}
