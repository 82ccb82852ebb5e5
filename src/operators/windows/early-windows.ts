import type { WindowGrid } from '../operator.js';
import type { Group, PaneMath } from './pane-group.js';
import { startOf } from './window-grid.js';
import type { WindowRow } from './window-row.js';
import type { WindowRows } from './window-rows.js';
import type { WindowsState } from './windows-state.js';

/**
 * Shows windows while they are open, at every instant that is a whole number of `early` into the slide that closes
 * them, where the pane up to that instant holds rows. What is shown is made of panes, so it holds just the rows before
 * the instant; and every instant comes, however far a watermark jumps: so neither the order of rows within the lateness
 * nor chunks make a difference. A row so late that its pane has been shown is in what is shown next, or in the window.
 */
export class EarlyWindows<R> {
  constructor(
    private readonly grid: WindowGrid,
    private readonly early: number,
    private readonly rows: WindowRows<R>,
    private readonly math: PaneMath<R>,
  ) {}

  /** The last instant to show at this watermark. */
  shownAt(watermark: number): number {
    return Number.isFinite(watermark) ? startOf(watermark, this.early, this.grid.alignTo) : watermark;
  }

  /** Shows the window that starts here at the instants after `state.shown` up to `until`; groups in order of the key. */
  emit(state: WindowsState, groups: readonly Group[], start: number, until: number, rows: WindowRow[]): void {
    const { size, every } = this.grid;
    const end = start + size;
    const from = Math.max(state.shown, end - every);
    const last = Math.min(until, end - this.early);
    const due: (readonly [at: number, group: Group])[] = [];
    for (const group of groups) {
      for (let i = group.panes.length - 1; i >= group.head; i--) {
        const at = (group.panes[i]?.start ?? -Infinity) + this.early;
        if (at <= from) break;
        if (at <= last) due.push([at, group]);
      }
    }
    // Sorting keeps the order of keys at one instant.
    for (const [at, group] of due.sort(([a], [b]) => a - b)) {
      rows.push(this.rows.row(state, group, start, this.math.window(group, start, at), at));
    }
  }
}
