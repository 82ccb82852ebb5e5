import type { Timed } from '../batch.js';
import { type Measures, skipsOf } from '../measures/measure.js';
import { defineOperator, type Operator } from '../operator.js';
import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from '../time/duration.js';
import type { WindowOf } from '../windows/tumbling.js';
import { checkWindowFields, type KeyOptions } from '../windows/window-options.js';
import { measuresSignature } from '../windows/windows-state.js';
import { SessionWindows } from './session-windows.js';

export interface SessionOptions<R, By extends keyof R & string, M> extends Omit<KeyOptions<By>, 'keys'> {
  /** A row this long after the one before it, or longer, begins a new session. */
  readonly gap: Duration;
  /** A row this long after a session's first row, or longer, begins a new session. At least the gap; default: never. */
  readonly max?: Duration;
  /**
   * Shows open sessions this often in event time, at whole numbers of it from the epoch, with the rows up to then and
   * the mark `early: true`, wherever rows have come since. `end` is where the session would end without more rows.
   */
  readonly early?: Duration;
  readonly measures: M;
}

/**
 * Sessions: rows of one key that follow each other in less than `gap`. A session's window is half-open, from its first
 * row to a gap after its last, or to `max` after its first where rows go on; its row has `time = start`.
 *
 * Sessions come in the order of their ends, at one instant in order of the key; the watermark that goes out stays at
 * the start of the earliest one open. There are no empty sessions. A row is late if the session it would open alone,
 * [time, time + gap), has closed, and it does not lie inside one that is open; a late row never moves the start of a
 * session to where the watermark has gone by. The first sessions of an input, which may have begun before, are `partial`.
 *
 * @example
 * ```ts
 * import { count, session } from 'tidemark/operators';
 *
 * interface Visit {
 *   readonly time: number;
 *   readonly host: string;
 * }
 *
 * const visits = session({ gap: '30m', by: ['host'], measures: { pages: count<Visit>() } });
 * ```
 */
export function session<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SessionOptions<R, By, M & Measures<NoInfer<R>>>,
): Operator<R, WindowOf<R, By, M>>;
export function session<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SessionOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>>;
export function session<R extends Timed, const By extends keyof R & string = never, M = unknown>(
  options: SessionOptions<R, By, M & Measures<R>>,
): Operator<R, WindowOf<R, By, M>> {
  const gap = milliseconds('gap', options.gap);
  const max = options.max === undefined ? Infinity : milliseconds('max', options.max);
  const early = options.early === undefined ? undefined : milliseconds('early', options.early);
  if (max < gap) {
    throw new TidemarkError('bad-options', `session: max (${max} ms) must be at least the gap (${gap} ms).`);
  }
  const { by, measures, maxKeys } = checkWindowFields('session', options);
  const signature = ['session', gap, max === Infinity ? null : max, by, measuresSignature(measures)];
  const machine = new SessionWindows<R>({ gap, max, early, by, measures, maxKeys });
  const operator = defineOperator('session', machine, signature) as Operator<R, WindowOf<R, By, M>>;
  return Object.assign(operator, { skips: skipsOf(measures) });
}

function milliseconds(name: string, duration: Duration): number {
  const value = toMilliseconds(duration);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TidemarkError('bad-options', `session: ${name} must be whole milliseconds above 0.`);
}
