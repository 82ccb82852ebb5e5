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
 */
export function alert<R extends Timed>(options: AlertOptions<R>): Operator<R, Transition> {
  // Levels and times may change under way; whose state it is may not.
  return defineOperator('alert', new AlertMachine(options), options.by ?? null);
}
