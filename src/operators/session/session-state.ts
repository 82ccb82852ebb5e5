import type { Accumulators } from '../windows/pane-group.js';
import type { SessionIndex } from './session-index.js';

/** A session that may still grow; it holds rows that the watermark has passed. */
export interface OpenSession {
  /** Time of its first row. */
  start: number;
  /** Time of its last row. */
  last: number;
  /** When it is to be shown next; undefined where nothing has come since it was shown. */
  showAt: number | undefined;
  readonly accumulators: Accumulators;
}

/** What is kept of one key. */
export interface SessionGroup<R> {
  readonly key: string;
  /** The values of the key fields. */
  readonly values: readonly unknown[];
  /** Rows that the watermark has not passed, in any order. */
  waiting: R[];
  session: OpenSession | undefined;

  /** Derived: when the index next asks for this group. */
  dueAt: number;
  /** Already noted as changed since the state was last saved. */
  changed: boolean;
}

export type SavedSessionGroup<R> = Omit<SessionGroup<R>, 'dueAt' | 'changed'>;

export interface SessionsState<R> {
  readonly groups: Map<string, SessionGroup<R>>;
  /** Derived from the groups. */
  readonly index: SessionIndex<R>;
  watermark: number;
  /** Time of the input's first row: a session that starts less than a gap after it may have begun before. */
  first: number;
  counted: number;
  late: number;
  filtered: number;
  /** Keys that have changed since the last delta; undefined where nobody asks for deltas, and nothing is noted. */
  changed: Set<string> | undefined;
}

/** All of a state but its groups. */
export type SessionsHead<R> = Omit<SessionsState<R>, 'groups' | 'index' | 'changed'>;

export const newSessionGroup = <R>(key: string, values: readonly unknown[]): SessionGroup<R> => ({
  key,
  values,
  waiting: [],
  session: undefined,
  dueAt: Infinity,
  changed: false,
});

export const saveSessionGroup = <R>({
  dueAt: _,
  changed: __,
  ...group
}: SessionGroup<R>): SavedSessionGroup<R> => group;

export const loadSessionGroup = <R>(saved: SavedSessionGroup<R>): SessionGroup<R> => ({
  ...saved,
  dueAt: Infinity,
  changed: false,
});

/** Notes that a group is no longer as it was saved. */
export function noteSessionChange<R>(state: SessionsState<R>, group: SessionGroup<R>): void {
  if (group.changed || state.changed === undefined) return;
  group.changed = true;
  state.changed.add(group.key);
}
