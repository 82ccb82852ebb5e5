import type { Timed } from '../batch.js';
import type { Measures, ValuesOf } from '../measures/measure.js';
import type { LocalOffsets, Operator } from '../operator.js';
import type { Duration } from '../time/duration.js';
import type { EarlyOptions, KeyOptions } from './window-options.js';
import type { WindowRow } from './window-row.js';
import { windowsOperator } from './windows-operator.js';

export interface TumblingOptions<R, By extends keyof R & string, M> extends KeyOptions<By>, EarlyOptions {
  readonly size: Duration;
  /** An instant at which a window starts, epoch milliseconds. Default: the epoch. */
  readonly alignTo?: number;
  /** A local clock, by which windows are whole days, as `zoneOffsets` makes it; `alignTo` is local time then. */
  readonly offsets?: LocalOffsets;
  readonly measures: M;
}

/** What comes out of a window: its bounds, the key fields, the measures. */
export type WindowOf<R, By extends keyof R & string, M> = WindowRow &
  Pick<R, By> &
  ValuesOf<M> & {
    /** Set on the first window after a start without history. */
    readonly partial?: true;
    /** Set on a row that shows its window while it is open. */
    readonly early?: true;
    /** Set on a row that stands for this many empty windows; it has no measures. */
    readonly windows?: number;
  };

/**
 * Windows of equal length, one after the other, aligned to the epoch: every row counts in exactly one.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { batches, count, sum, tumbling } from 'tidemark/operators';
 *
 * const rows$ = of({ time: 1_000, section: '/api', bytes: 17 }, { time: 12_000, section: '/api', bytes: 4 });
 * rows$
 *   .pipe(
 *     batches({ lateness: '2s' }),
 *     tumbling({ size: '10s', by: ['section'], measures: { hits: count(), bytes: sum('bytes') } }),
 *   )
 *   .subscribe(({ rows }) => rows.forEach(({ start, section, hits }) => console.log(start, section, hits)));
 * ```
 */
export function tumbling<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: TumblingOptions<R, By, M & Measures<NoInfer<R>>>,
): Operator<R, WindowOf<R, By, M>>;
export function tumbling<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: TumblingOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>>;
export function tumbling<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: TumblingOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>> {
  return windowsOperator<R>('tumbling', options) as Operator<R, WindowOf<R, By, M>>;
}
