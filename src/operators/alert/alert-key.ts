import type { Span } from '../time/span.js';
import type { Judgement, Verdict } from './alert-judge.js';
import type { AlertState } from './alert-options.js';

/** What an alert remembers of one key; plain data. All instants are epoch milliseconds. */
export interface AlertKey {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  state: AlertState;
  /** The state of the last transition. */
  told: AlertState;
  /** Since when the level is crossed without a break (ok, pending) or clear without a break (firing). */
  since: number | undefined;
  /** Rows in a row that said so. */
  streak: number;
  /** When the last row was judged, and what it said. */
  at: number;
  value: number | null;
  threshold: number | null;
  /** What transitions carry of the row that was judged last. */
  details?: Readonly<Record<string, unknown>>;
  /** When the key last had a row that was not empty. */
  seen: number;
  /** When the next reminder is due. */
  remindAt: number | undefined;
  /** What an empty window would say; known for keys of windows from the moment they fire. */
  empty: Judgement | undefined;
  /** The slide of the key's windows. */
  every: number | undefined;
  /** The key's windows have been forgotten: those that follow are empty and nobody says them. */
  closed: boolean;
  /** The state that was reached in a time in which nothing is said; absent where it is the one that was told. */
  untold?: AlertState;
  /** When that time ends, or has ended. */
  muteEnds?: number;
  /** When the next of those is to be judged; undefined where that would change nothing. */
  nextEmptyAt: number | undefined;
}

export const newAlertKey = (
  key: string,
  fields: Readonly<Record<string, unknown>> | undefined,
  state: AlertState,
  at: number,
): AlertKey => ({
  key,
  fields,
  state,
  told: state,
  since: undefined,
  streak: 0,
  at,
  value: null,
  threshold: null,
  seen: at,
  remindAt: undefined,
  empty: undefined,
  every: undefined,
  closed: false,
  nextEmptyAt: undefined,
});

/** The state that the key has reached, whether it was told or not. */
export const reachedState = (key: AlertKey): AlertState => key.untold ?? key.told;

/** Whether what began at `since` has lasted long enough at this instant. */
export const hasLasted = (key: AlertKey, span: Span, at: number): boolean =>
  'rows' in span ? key.streak >= span.rows : key.since !== undefined && at - key.since >= span.milliseconds;

/** The instant at which time alone completes the span; undefined for spans of rows. */
export const completionOf = (key: AlertKey, span: Span): number | undefined =>
  'rows' in span || key.since === undefined ? undefined : key.since + span.milliseconds;

/**
 * Folds one verdict into the state of a key and answers with the state it should be in now. A row that is neither
 * crossed nor clear keeps the state, and breaks whatever was lasting. One that is not judged is none of so many rows in a row,
 * and does not come between them.
 */
export function follow(key: AlertKey, verdict: Verdict, at: number, wait: Span, hold: Span): AlertState {
  const firing = key.state === 'firing';
  if (verdict === 'unjudged' && 'rows' in (firing ? hold : wait)) return key.state;
  if (verdict !== (firing ? 'clear' : 'breach')) {
    key.since = undefined;
    key.streak = 0;
    return !firing && verdict === 'clear' ? 'ok' : key.state;
  }
  key.since ??= at;
  key.streak++;
  if (!hasLasted(key, firing ? hold : wait, at)) return firing ? 'firing' : 'pending';
  return firing ? 'ok' : 'firing';
}
