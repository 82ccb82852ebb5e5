import type { Accumulators } from '../windows/pane-group.js';

/** A session that may still grow; it holds rows that the watermark has passed. */
export interface OpenSession {
  /** Time of its first row. */
  start: number;
  /** Time of its last row. */
  last: number;
  /** When it is to be shown next; undefined where nothing has come since it was shown. */
  showAt: number | undefined;
  readonly accumulators: Accumulators;
  /** How many rows it has that it was not shown with; absent where it was saved by a build that did not count them. */
  rows?: number;
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

/** Rows that nothing which came out holds. */
export function unshownRows<R>(groups: Iterable<SessionGroup<R>>): number {
  let rows = 0;
  for (const { waiting, session } of groups) rows += waiting.length + (session?.rows ?? 0);
  return rows;
}
