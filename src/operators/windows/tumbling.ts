import type { Timed } from '../batch.js';
import type { Measures, ValuesOf } from '../measures/measure.js';
import { defineOperator, type Operator } from '../operator.js';
import type { Duration } from '../time/duration.js';
import { PaneWindows } from './pane-windows.js';
import { windowGrid } from './window-grid.js';
import { checkWindowFields, type EarlyOptions, earlyOf, type KeyOptions } from './window-options.js';
import type { WindowRow } from './window-row.js';
import { windowsSignature } from './windows-state.js';

export interface TumblingOptions<R, By extends string, M> extends KeyOptions<By>, EarlyOptions {
  readonly size: Duration;
  /** An instant at which a window starts, epoch milliseconds. Default: the epoch. */
  readonly alignTo?: number;
  readonly measures: M & Measures<R>;
}

/** What comes out of a window: its bounds, the key fields, the measures. */
export type WindowOf<R, By extends string, M> = WindowRow &
  Pick<R, By & keyof R> &
  ValuesOf<M> & {
    /** Set on the first window after a start without history. */
    readonly partial?: true;
    /** Set on a row that shows its window while it is open. */
    readonly early?: true;
    /** Set on a row that stands for this many empty windows; it has no measures. */
    readonly windows?: number;
  };

/** Windows of equal length, one after the other, aligned to the epoch: every row counts in exactly one. */
export function tumbling<R extends Timed, const By extends string, M>(
  options: TumblingOptions<R, By, M>,
): Operator<R, WindowOf<R, By, M>> {
  const grid = windowGrid('tumbling', options);
  const windows = {
    ...checkWindowFields('tumbling', options),
    grid,
    early: earlyOf('tumbling', options, grid),
  };
  return defineOperator('tumbling', new PaneWindows<R>(windows), windowsSignature(windows)) as Operator<
    R,
    WindowOf<R, By, M>
  >;
}
