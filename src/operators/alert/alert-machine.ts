import type { Batch, Timed } from '../batch.js';
import { groupKey, plainKey } from '../group-key.js';
import type { Machine, OperatorBalance } from '../operator.js';
import { rejectRow } from '../rejected.js';
import type { Skips } from '../skips.js';
import { addWaiting, noRowsWaiting, takeWaiting } from '../waiting-rows.js';
import { WindowRow } from '../windows/window-row.js';
import { AlertEmitter } from './alert-emitter.js';
import { AlertJudge, type Judgement } from './alert-judge.js';
import { type AlertKey, newAlertKey } from './alert-key.js';
import type { AlertOptions, Transition } from './alert-options.js';
import { alertSaving } from './alert-saving.js';
import type { AlertMachineState } from './alert-state.js';
import { AlertTimeline } from './alert-timeline.js';
import { type AlertTimes, alertTimes } from './alert-times.js';
import { pickFields } from './pick-fields.js';

const NO_ROWS: readonly never[] = [];
const OTHER_KEY = '\u0000other';
const OTHER = '(other)';

/** Rows of windows come in the order of the instants at which their values stand; what has no window waits its turn. */
const isInTurn = (row: Timed): boolean => WindowRow.originOf(row) !== undefined;

const atOf = (row: Timed): number => WindowRow.originOf(row)?.at ?? row.time;

export class AlertMachine<R extends Timed> implements Machine<R, Transition, AlertMachineState<R>> {
  readonly #options: AlertOptions<R>;
  readonly #judge: AlertJudge<R>;
  /** Rows whose value is no number. */
  readonly skips: Skips;
  readonly #times: AlertTimes;
  readonly #timeline: AlertTimeline<R>;

  constructor(options: AlertOptions<R>) {
    this.#options = options;
    this.#judge = new AlertJudge(options);
    this.skips = this.#judge.skips;
    this.#times = alertTimes(options);
    this.#timeline = new AlertTimeline(this.#times);
  }

  /** The name of the alert, where it has one. */
  get name(): string | undefined {
    return this.#options.name;
  }

  /** Whether it misses what never came. */
  get awaits(): boolean {
    return this.#times.absent !== undefined;
  }

  init(): AlertMachineState<R> {
    return {
      keys: new Map(),
      waiting: noRowsWaiting(),
      watermark: -Infinity,
      shift: 0,
      fullFrom: undefined,
      quietUntil: Infinity,
      judged: 0,
      late: 0,
      changed: undefined,
    };
  }

  step(state: AlertMachineState<R>, batch: Batch<R>): Batch<Transition> {
    const emitter = new AlertEmitter(this.#options, this.#times);
    const late = batch.rows.filter((row) => row.time < state.watermark);
    if (batch.now !== undefined) this.#missed(state, batch.now, emitter);
    else if (state.watermark === -Infinity && batch.watermark !== -Infinity) this.#rowsCame(state, batch);
    for (const row of this.#ready(state, batch)) this.#take(state, row, emitter, batch.reached);
    this.#begin(state, batch.watermark);
    if (batch.watermark === Infinity) this.#timeline.end(state);
    this.#timeline.advance(state, batch.watermark + state.shift, emitter);
    state.watermark = Math.max(state.watermark, batch.watermark);
    state.late += late.length;
    const byRows = batch.rowWatermark ?? Infinity;
    const rejected = late.map((row) => rejectRow(row.time >= byRows ? 'late: idle' : 'late', row));
    return {
      ...batch,
      rows: emitter.out,
      rejected: late.length > 0 ? [...batch.rejected, ...rejected] : batch.rejected,
    };
  }

  readonly keyed = alertSaving<R>();

  balance(state: AlertMachineState<R>): OperatorBalance {
    return { counted: state.judged + state.waiting.rows.size, filtered: 0, rejected: state.late };
  }

  /** The rows that the new watermark has passed, in order of time, key and value. */
  #ready(state: AlertMachineState<R>, batch: Batch<R>): readonly R[] {
    // Most batches of a keyless window bring no row or one that is ready.
    const { waiting, changed } = state;
    const [only] = batch.rows;
    if (waiting.rows.size === 0 && batch.rows.length < 2) {
      if (only === undefined) return NO_ROWS;
      if (only.time >= state.watermark && only.time < batch.watermark) return batch.rows;
    }
    const ready = takeWaiting(waiting, batch.watermark, changed);
    for (const row of batch.rows) {
      if (row.time < state.watermark) continue;
      if (row.time < batch.watermark || isInTurn(row)) ready.push(row);
      else addWaiting(waiting, row, changed);
    }
    // Rows of windows come in this order already; sorting is for rows without windows.
    const compare = (a: R, b: R): number => this.#compare(a, b);
    const sorted = ready.every((row, i) => {
      const before = ready[i - 1];
      return before === undefined || compare(before, row) <= 0;
    });
    return sorted ? ready : ready.sort(compare);
  }

  #compare(a: R, b: R): number {
    const later = atOf(a) - atOf(b);
    if (later !== 0) return later;
    const left = this.#keyOf(a);
    const right = this.#keyOf(b);
    if (left !== right) return left < right ? -1 : 1;
    const one = this.#judge.judge(a);
    const two = this.#judge.judge(b);
    if (one.verdict !== two.verdict) return one.verdict < two.verdict ? -1 : 1;
    return (one.value ?? 0) - (two.value ?? 0);
  }

  #take(state: AlertMachineState<R>, row: R, emitter: AlertEmitter<R>, reached = Infinity): void {
    state.judged++;
    // A run of empty windows in one row says nothing that the empty windows before it have not said.
    if (WindowRow.isRun(row)) return;
    const origin = WindowRow.originOf(row);
    const at = atOf(row);
    state.shift = row instanceof WindowRow && origin !== undefined ? row.end - row.start - origin.every : 0;
    if (state.judged === 1) this.#timeline.begin(state);
    if (origin?.earlyAt !== undefined && !this.#mayFireEarly(row)) return;
    // A window that the end has cut short goes on where no row could have come any more.
    const isCut = row instanceof WindowRow && row.end > reached;
    this.#timeline.advance(state, Math.min(at, reached), emitter);
    if (isCut) this.#timeline.advance(state, at, emitter, true);
    if (this.#options.by === undefined && (origin?.by.length ?? 0) > 0)
      this.#dropNameless(state, at, emitter);

    if (this.#options.gone?.(row) === true) {
      const name = this.#keyOf(row);
      if (state.keys.delete(name)) state.changed?.add(name);
      return;
    }
    const key = this.#find(state, row, at);
    const judgement = this.#judge.judge(row);
    state.changed?.add(key.key);
    const partial = origin?.earlyAt !== undefined || ('partial' in row && row.partial === true);
    if (!partial) state.fullFrom ??= row.time;
    key.at = at;
    if (origin?.empty !== true) key.seen = at;
    key.every = origin?.every;
    key.closed = false;
    key.nextEmptyAt = undefined;
    // What such a window has is only a part: too little says nothing.
    if ((partial && this.#options.below !== undefined) || (isCut && this.#isTooLittle(judgement))) {
      if (origin?.closing === true) this.#timeline.close(state, key, judgement);
      return;
    }
    key.value = judgement.value;
    key.threshold = judgement.threshold;
    const { value, details } = this.#options;
    if (details !== undefined) key.details = pickFields(row, details);

    emitter.apply(key, judgement.verdict, at, partial, () =>
      typeof value === 'string' ? (origin?.panes(value) ?? []) : [],
    );
    if (origin?.closing === true) this.#timeline.close(state, key, judgement);
    else if (key.state === 'firing') key.empty ??= this.#judgeEmpty(row);
    this.#timeline.note(state, key);
  }

  /**
   * An early row holds a part of its window. What is above the level in a part is above it: that can fire. Anything
   * else it could say, and how many windows in a row said so, is for the window's own row.
   */
  #mayFireEarly(row: R): boolean {
    if (this.#options.above === undefined || 'rows' in this.#times.wait) return false;
    return this.#judge.judge(row).verdict === 'breach';
  }

  /** Whether more rows could make it another: `below`, and no value at all where that is as bad as a crossing. */
  #isTooLittle({ verdict, value }: Judgement): boolean {
    const { below, value: read } = this.#options;
    return below !== undefined || (read !== undefined && value === null && verdict === 'breach');
  }

  #judgeEmpty(row: R): Judgement | undefined {
    const empty = WindowRow.originOf(row)?.emptyRow();
    // The empty row of a stream has the fields of its other rows.
    return empty === undefined ? undefined : this.#judge.judge(empty as WindowRow & R);
  }

  #find(state: AlertMachineState<R>, row: R, at: number): AlertKey {
    let name = this.#keyOf(row);
    const known = state.keys.get(name);
    if (known !== undefined) return known;
    const origin = WindowRow.originOf(row);
    const by: readonly string[] = this.#options.by ?? origin?.by ?? [];
    const values: Readonly<Record<string, unknown>> = row as R & Record<string, unknown>;
    const other = state.keys.get(OTHER_KEY);
    // What stands for all other keys is no key itself.
    const over = state.keys.size - (other === undefined ? 0 : 1) >= (this.#options.maxKeys ?? 10_000);
    if (over && other !== undefined) return other;
    if (over) name = OTHER_KEY;
    const fields = Object.fromEntries(
      by.map((field) => [field, over ? OTHER : (this.#keyValue(values[field]) ?? null)]),
    );
    // A key that comes up later was silent before, and that is known: it stands at ok.
    const later = origin !== undefined && state.fullFrom !== undefined && row.time > state.fullFrom;
    const key = newAlertKey(name, by.length > 0 ? fields : undefined, later ? 'ok' : 'no_data', at);
    state.keys.set(name, key);
    return key;
  }

  #keyOf(row: R): string {
    const { by } = this.#options;
    if (by !== undefined && by.length > 0) return groupKey(by.map((field) => this.#keyValue(row[field])));
    return WindowRow.originOf(row)?.key ?? '';
  }

  #keyValue(value: unknown): unknown {
    return this.#options.plainKeys === true ? plainKey(value) : value;
  }

  /** Keys known beforehand, and the alert that has none, are absent from the start. */
  #begin(state: AlertMachineState<R>, watermark: number): void {
    if (state.watermark !== -Infinity || !Number.isFinite(watermark)) return;
    const { by = [], keys = [] } = this.#options;
    // Windows say themselves which keys are known.
    if (by.length > 0) this.#know(state, by, keys, watermark);
    else if (this.#times.absent !== undefined) this.#know(state, [], [[]], watermark);
  }

  /** No row has ever come: all there is to be missed by is the time of those who look. */
  #missed(state: AlertMachineState<R>, now: number, emitter: AlertEmitter<R>): void {
    if (this.#times.absent === undefined) return;
    const { by, windowsBy = [], keys = [] } = this.#options;
    const fields = by ?? windowsBy;
    this.#know(state, fields, fields.length === 0 ? [[]] : keys, now);
    // What is due at this very instant has not come until now.
    this.#timeline.advance(state, now + 1, emitter);
  }

  /** From here on rows have a time, and live is as a replay: what was awaited begins anew, but what was said stands. */
  #rowsCame(state: AlertMachineState<R>, { watermark }: Batch<R>): void {
    const { remind } = this.#times;
    for (const key of state.keys.values()) {
      state.changed?.add(key.key);
      if (key.state !== 'firing') state.keys.delete(key.key);
      else if (Number.isFinite(watermark)) {
        key.seen = watermark;
        if (remind !== undefined) key.remindAt = watermark + remind;
      }
    }
    state.quietUntil = -Infinity;
  }

  #know(state: AlertMachineState<R>, by: readonly string[], keys: readonly unknown[], since: number): void {
    for (const entry of keys) {
      const given: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
      const values = given.map((value) => this.#keyValue(value));
      const name = values.length === 0 ? '' : groupKey(values);
      if (state.keys.has(name)) continue;
      const fields = Object.fromEntries(by.map((field, i) => [field, values[i]]));
      const key = newAlertKey(name, values.length > 0 ? fields : undefined, 'no_data', since);
      state.keys.set(name, key);
      this.#timeline.note(state, key);
    }
  }

  /** The rows turn out to have keys: absence without a key was said for want of any. */
  #dropNameless(state: AlertMachineState<R>, at: number, emitter: AlertEmitter<R>): void {
    const nameless = state.keys.get('');
    // A key whose only field is an empty text has the same name, and its fields.
    if (nameless === undefined || nameless.fields !== undefined) return;
    nameless.value = null;
    nameless.threshold = null;
    if (nameless.told === 'firing') emitter.tell(nameless, 'ok', at);
    state.keys.delete('');
    state.changed?.add('');
  }
}
