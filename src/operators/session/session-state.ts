import type { SessionGroup } from './session-group.js';
import type { SessionIndex } from './session-index.js';

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

/** Notes that a group is no longer as it was saved. */
export function noteSessionChange<R>(state: SessionsState<R>, group: SessionGroup<R>): void {
  if (group.changed || state.changed === undefined) return;
  group.changed = true;
  state.changed.add(group.key);
}
