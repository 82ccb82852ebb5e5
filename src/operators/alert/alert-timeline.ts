import type { AlertEmitter } from './alert-emitter.js';
import type { Judgement } from './alert-judge.js';
import type { AlertKey } from './alert-key.js';
import type { AlertMachineState } from './alert-state.js';
import { type AlertTimes, nextEmptyAt, nextEvent, type TimedEvent } from './alert-times.js';

/** What becomes of the keys of an alert as time passes. */
export class AlertTimeline<R> {
  constructor(private readonly times: AlertTimes) {}

  /** The key's windows have been forgotten; what an empty one would say is known from here on. */
  close(state: AlertMachineState<R>, key: AlertKey, judgement: Judgement): void {
    key.closed = true;
    key.empty = judgement;
    key.nextEmptyAt = nextEmptyAt(key, this.times, key.at);
    this.#forgetIfDone(state, key);
  }

  /** A closed key that is well, and that no time can change, need not be remembered. */
  #forgetIfDone(state: AlertMachineState<R>, key: AlertKey): void {
    const { absent, forget } = this.times;
    const well = (key.state === 'ok' || key.state === 'no_data') && key.untold === undefined;
    if (key.closed && well && absent === undefined && forget === undefined) state.keys.delete(key.key);
  }

  /** Windows begin before the first row: what was awaited since then is awaited since their values stand. */
  begin(state: AlertMachineState<R>): void {
    if (state.shift === 0) return;
    for (const key of state.keys.values()) {
      key.seen += state.shift;
      state.changed?.add(key.key);
    }
    state.quietUntil = -Infinity;
  }

  /** The input has ended: what is empty from here on can let a firing alert recover, and nothing else. */
  end(state: AlertMachineState<R>): void {
    state.quietUntil = -Infinity;
    for (const key of state.keys.values()) {
      if (key.state === 'firing' && key.empty?.verdict === 'clear' && key.every !== undefined) {
        key.nextEmptyAt ??= key.at + key.every;
        state.changed?.add(key.key);
      }
    }
  }

  /** A key has changed: something may be due earlier now. */
  note(state: AlertMachineState<R>, key: AlertKey): void {
    state.changed?.add(key.key);
    const next = nextEvent(key, this.times, false);
    if (next !== undefined) state.quietUntil = Math.min(state.quietUntil, next[0]);
  }

  /**
   * Lets time pass: what is due before this instant happens, in order of instant and key. `ending`: no row can come any more,
   * so nothing but a recovery is known.
   */
  advance(
    state: AlertMachineState<R>,
    until: number,
    emitter: AlertEmitter<R>,
    ending = until === Infinity,
  ): void {
    if (until <= state.quietUntil) return;
    for (;;) {
      const [due, keys] = this.#nextKeys(state, ending);
      if (due >= until) {
        state.quietUntil = due;
        return;
      }
      for (const key of keys.sort((a, b) => (a.key < b.key ? -1 : 1))) {
        const next = nextEvent(key, this.times, ending);
        if (next !== undefined) this.#happen(state, key, due, next[1], emitter);
      }
    }
  }

  /** The keys to which something happens next, all at one instant; Infinity where nothing will. */
  #nextKeys(state: AlertMachineState<R>, ending: boolean): readonly [due: number, keys: AlertKey[]] {
    let first = Infinity;
    let keys: AlertKey[] = [];
    for (const key of state.keys.values()) {
      const due = nextEvent(key, this.times, ending)?.[0] ?? Infinity;
      if (due > first || due === Infinity) continue;
      if (due < first) keys = [];
      first = due;
      keys.push(key);
    }
    return [first, keys];
  }

  #happen(
    state: AlertMachineState<R>,
    key: AlertKey,
    due: number,
    event: TimedEvent,
    emitter: AlertEmitter<R>,
  ): void {
    state.changed?.add(key.key);
    switch (event) {
      case 'empty':
        key.at = due;
        key.value = key.empty?.value ?? null;
        emitter.apply(key, key.empty?.verdict ?? 'stay', due, false);
        key.nextEmptyAt = nextEmptyAt(key, this.times, due);
        break;
      case 'completed':
        emitter.emit(key, key.state === 'firing' ? 'ok' : 'firing', due);
        break;
      case 'absent':
        key.value = due - key.seen;
        key.threshold = this.times.absent ?? null;
        emitter.emit(key, 'firing', due);
        break;
      case 'remind':
        emitter.emit(key, 'firing', due, undefined, { reminder: true });
        break;
      case 'forget':
        if (key.told === 'firing') emitter.emit(key, 'ok', due);
        // Where that could not be said, the key is kept until it can.
        if (key.untold === undefined) state.keys.delete(key.key);
        break;
      case 'unmute':
        emitter.unmute(key, due);
        break;
    }
    this.#forgetIfDone(state, key);
  }
}
