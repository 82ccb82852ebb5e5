import type { Timed } from '../batch.js';
import { defineOperator, type Operator } from '../operator.js';
import { AlertMachine } from './alert-machine.js';
import type { AlertOptions, Transition } from './alert-options.js';

/**
 * Turns a level into transitions. Who is told is the sinks' business. `for`, `hold`, `absent`, `remind` and `forget`
 * advance with the watermark, so an alert recovers in silence at the instant it should. Rows are judged in order of
 * their time; one that comes when the watermark has passed it leaves as `late`.
 *
 * Over a window marked `partial` an alert can fire with `above`, but not with `below`, and says no `initial`.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { alert, batches, count, perSecond, sliding } from 'tidemark/operators';
 *
 * of({ time: 1_000 }, { time: 2_000 })
 *   .pipe(
 *     batches(),
 *     sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
 *     alert({ value: 'hits', above: perSecond(10), clear: perSecond(8), for: '30s' }),
 *   )
 *   .subscribe(({ rows }) => rows.forEach(({ state, message }) => console.log(state, message)));
 * ```
 */
export function alert<R extends Timed>(options: AlertOptions<R>): Operator<R, Transition> {
  // Levels and times may change under way; whose state it is may not.
  const machine = new AlertMachine(options);
  return Object.assign(defineOperator('alert', machine, options.by ?? null), {
    skips: [{ name: options.name ?? 'alert', skips: machine.skips }],
  });
}
