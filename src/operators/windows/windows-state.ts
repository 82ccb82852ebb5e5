import type { Measures } from '../measures/measure.js';
import type { WindowGrid } from '../operator.js';
import type { Group } from './pane-group.js';

/** What tumbling and sliding windows share. */
export interface PaneWindowsOptions<R> {
  readonly grid: WindowGrid;
  /** Open windows are shown this often; undefined: never. It divides the slide. */
  readonly early: number | undefined;
  /** Fields that make the key. */
  readonly by: readonly string[];
  readonly measures: Measures<R>;
  /** Keys known beforehand, one list of values each; they have a row in every window from the start. */
  readonly keys: readonly (readonly unknown[])[];
  /** More keys than this go to the key `(other)`. */
  readonly maxKeys: number;
  readonly plainKeys: boolean;
}

/** What a saved state of these windows depends on. */
export const windowsSignature = <R>({ grid, by, measures, early }: PaneWindowsOptions<R>): unknown => [
  grid,
  by,
  measuresSignature(measures),
  // Panes are of another length then.
  ...(early === undefined ? [] : [early]),
];

export const measuresSignature = <R>(measures: Measures<R>): unknown =>
  Object.entries(measures).map(([name, measure]) => [name, measure.signature ?? '']);

/** The length of a pane: what is shown early is made of whole ones. */
export const paneOf = ({ grid, early }: Pick<PaneWindowsOptions<never>, 'grid' | 'early'>): number =>
  early ?? grid.every;

export interface WindowsState {
  readonly groups: Map<string, Group>;
  /** Start of the earliest window that has not closed; a row before it is late. */
  frontier: number;
  /** Whether a window has been said; before, a row may still open an earlier one. */
  begun: boolean;
  /** Start of the slide in which the input began: windows that start there or before are partial. */
  first: number;
  /** Up to this instant open windows have been shown. */
  shown: number;
  counted: number;
  late: number;
  /** Early rows of other windows, which do not count. */
  filtered: number;
  /** Keys that have changed since the last delta; undefined where nobody asks for deltas, and nothing is noted. */
  changed: Set<string> | undefined;
}

/** All of a state but its groups. */
export type WindowsHead = Omit<WindowsState, 'groups' | 'changed'>;

/** Notes that a group is no longer as it was saved. */
export function noteChange(state: WindowsState, group: Group): void {
  if (group.changed || state.changed === undefined) return;
  group.changed = true;
  state.changed.add(group.key);
}
