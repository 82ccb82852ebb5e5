import type { Timed } from '../batch.js';
import type { Measures } from '../measures/measure.js';
import type { Operator } from '../operator.js';
import type { Duration } from '../time/duration.js';
import type { TumblingOptions, WindowOf } from './tumbling.js';
import { windowsOperator } from './windows-operator.js';

export interface SlidingOptions<R, By extends keyof R & string, M> extends TumblingOptions<R, By, M> {
  /** A window starts this often; it must divide the size. */
  readonly every: Duration;
}

/**
 * Windows of equal length that overlap: one ends every `every`, and a row counts in size / every of them.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { batches, count, sliding } from 'tidemark/operators';
 *
 * const windows$ = of({ time: 1_000 }, { time: 2_000 }).pipe(
 *   batches(),
 *   sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
 * );
 * ```
 */
export function sliding<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SlidingOptions<R, By, M & Measures<NoInfer<R>>>,
): Operator<R, WindowOf<R, By, M>>;
export function sliding<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SlidingOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>>;
export function sliding<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SlidingOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>> {
  return windowsOperator<R>('sliding', options) as Operator<R, WindowOf<R, By, M>>;
}
