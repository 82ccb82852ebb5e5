import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from '../time/duration.js';
import { type Span, toSpan } from '../time/span.js';
import { type AlertKey, completionOf } from './alert-key.js';
import type { AlertOptions } from './alert-options.js';

/** The times of an alert, in milliseconds. */
export interface AlertTimes {
  readonly wait: Span;
  readonly hold: Span;
  readonly absent: number | undefined;
  readonly remind: number | undefined;
  readonly forget: number | undefined;
}

/** What time alone does to a key. */
export type TimedEvent = 'empty' | 'completed' | 'absent' | 'remind' | 'unmute' | 'forget';

export function alertTimes<R>(options: AlertOptions<R>): AlertTimes {
  const milliseconds = (name: string, duration: Duration | undefined): number | undefined => {
    if (duration === undefined) return undefined;
    const value = toMilliseconds(duration);
    if (!(value > 0)) throw new TidemarkError('bad-options', `alert: ${name} must be longer than 0.`);
    return value;
  };
  return {
    wait: toSpan(options.for ?? 0),
    hold: toSpan(options.hold ?? 0),
    absent: milliseconds('absent', options.absent),
    remind: milliseconds('remind', options.remind),
    forget: milliseconds('forget', options.forget),
  };
}

/** What happens to the key next if no row comes, and when. At the end of the input an alert can only recover. */
export function nextEvent(
  key: AlertKey,
  times: AlertTimes,
  ending: boolean,
): readonly [due: number, event: TimedEvent] | undefined {
  let due = Infinity;
  let event: TimedEvent | undefined;
  // Of two that are due at the same instant the first named here comes first.
  const offer = (at: number | undefined, what: TimedEvent): void => {
    if (at === undefined || at >= due) return;
    due = at;
    event = what;
  };
  const firing = key.state === 'firing';
  if (firing || (key.state === 'pending' && !ending)) {
    offer(key.nextEmptyAt, 'empty');
    offer(completionOf(key, firing ? times.hold : times.wait), 'completed');
  }
  if (!ending) {
    if (!firing && times.absent !== undefined) offer(key.seen + times.absent, 'absent');
    if (firing) offer(key.remindAt, 'remind');
    if (times.forget !== undefined && key.untold === undefined)
      offer(Math.max(key.seen + times.forget, key.muteEnds ?? -Infinity), 'forget');
  }
  if (key.untold !== undefined) offer(key.muteEnds, 'unmute');
  return event === undefined ? undefined : [due, event];
}

/** When the next empty window of a closed key must be judged: only spans of rows need more than one. */
export function nextEmptyAt(key: AlertKey, times: AlertTimes, at: number): number | undefined {
  if (key.every === undefined) return undefined;
  const counting =
    (key.state === 'firing' && key.empty?.verdict === 'clear' && 'rows' in times.hold) ||
    (key.state === 'pending' && key.empty?.verdict === 'breach' && 'rows' in times.wait);
  return counting ? at + key.every : undefined;
}
