import { visibleText } from '../visible-text.js';
import type { PaneValue } from '../windows/window-row.js';
import type { Verdict } from './alert-judge.js';
import { type AlertKey, follow, reachedState } from './alert-key.js';
import type { AlertOptions, AlertState, Transition } from './alert-options.js';
import type { AlertTimes } from './alert-times.js';
import { mutedUntil } from './mute-calendar.js';

type Panes = () => readonly PaneValue[];
type Mark = { readonly initial?: true; readonly reminder?: true };

const NO_PANES: Panes = () => [];

/** Changes the state of keys and emits the transitions: the only place where they are made. */
export class AlertEmitter<R> {
  constructor(
    private readonly options: AlertOptions<R>,
    private readonly times: AlertTimes,
    /** Where the transitions of the running step go. */
    public out: Transition[] = [],
  ) {}

  /** Folds one verdict into one key. */
  apply(key: AlertKey, verdict: Verdict, at: number, partial: boolean, panes: Panes = NO_PANES): void {
    const before = key.state;
    const unknown = reachedState(key) === 'no_data';
    key.state = follow(key, verdict, at, this.times.wait, this.times.hold);
    if (key.state === 'pending') return;
    if (unknown && key.state !== 'firing') {
      // Over a full window it is known where things stand, also at exactly the level.
      const known = !partial && (verdict === 'clear' || key.value !== null);
      key.state = 'no_data';
      if (known) this.emit(key, 'ok', at, panes, { initial: true });
    } else if (key.state !== reachedState(key)) {
      this.emit(
        key,
        key.state,
        at,
        panes,
        unknown && !partial && before === 'no_data' ? { initial: true } : {},
      );
    }
  }

  emit(key: AlertKey, state: AlertState, time: number, panes: Panes = NO_PANES, mark: Mark = {}): void {
    const { mute } = this.options;
    const muteEnds = mute === undefined ? undefined : mutedUntil(mute, time);
    if (muteEnds === undefined) this.tell(key, state, time, panes, mark);
    else this.#keepQuiet(key, state, time, muteEnds, mark);
  }

  /** The time has ended in which nothing was said: says where things stand, if that is something new. */
  unmute(key: AlertKey, time: number): void {
    const { untold, told } = key;
    if (untold === undefined) return;
    delete key.untold;
    // Whatever lasts goes on lasting: nothing was reached just now.
    const { state, since, streak } = key;
    this.emit(key, untold, time, NO_PANES, told === 'no_data' ? { initial: true } : {});
    Object.assign(key, { state, since, streak, muteEnds: key.muteEnds ?? time });
  }

  #keepQuiet(key: AlertKey, state: AlertState, time: number, muteEnds: number, mark: Mark): void {
    const { remind } = this.times;
    key.remindAt = state === 'firing' && remind !== undefined ? time + remind : undefined;
    if (mark.reminder === true) return;
    if (state === key.told) {
      delete key.untold;
      delete key.muteEnds;
    } else {
      key.untold = state;
      key.muteEnds = muteEnds;
    }
    enter(key, state);
  }

  /** As `emit`, whatever is muted. */
  tell(key: AlertKey, state: AlertState, time: number, panes: Panes = NO_PANES, mark: Mark = {}): void {
    const { name, severity, message } = this.options;
    const { remind } = this.times;
    const transition = {
      time,
      ...(name !== undefined && { alert: name }),
      was: key.told,
      state,
      value: key.value,
      threshold: key.threshold,
      ...(key.fields !== undefined && { key: key.fields }),
      ...(key.details !== undefined && { details: key.details }),
      ...(severity !== undefined && { severity }),
      because: panes(),
      ...mark,
    };
    this.out.push({ ...transition, message: message?.(transition) ?? plainMessage(transition) });
    key.remindAt = state === 'firing' && remind !== undefined ? time + remind : undefined;
    if (mark.reminder === true) return;
    key.told = state;
    delete key.untold;
    delete key.muteEnds;
    enter(key, state);
  }
}

/** The key is in this state from here on, and nothing lasts yet. */
const enter = (key: AlertKey, state: AlertState): void => {
  key.state = state;
  key.since = undefined;
  key.streak = 0;
};

/** With keys, the values of the key stand before it; they come from outside, and none of them begins a line of its own. */
const plainMessage = ({ state, value, threshold, key, reminder }: Omit<Transition, 'message'>): string => {
  const who = key === undefined ? '' : `${Object.values(key).map(written).join(', ')}: `;
  const what = value === null ? '' : `: the value is ${digits(value)}, the level ${digits(threshold)}`;
  return `${who}The alert is ${state}${reminder === true ? ' (still)' : ''}${what}.`;
};

const written = (value: unknown): string => {
  const text = String(value);
  return visibleText(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
};
const LONGEST = 16_384;

/** As many digits as a number surely has: 0.1 + 0.2 is 0.3. */
const digits = (value: number | null): string =>
  value === null || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
