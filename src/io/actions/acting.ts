import type { Timed } from '../../operators/batch.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { systemClock } from '../clock.js';
import type { Source } from '../sources/source.js';
import type { ActingOptions } from './acting/acting-options.js';
import { ActingRun } from './acting/acting-run.js';
import type { Action } from './action.js';

/**
 * Does something in the world for each row of a source; the outcomes are its rows. The loop and the store know nothing of
 * it: what is out, and what is not finished, is remembered with the source's position.
 *
 * Every row that a commit holds as out has exactly one outcome in the end. With intent 'first' it is performed when a commit
 * holds it, and again after a crash; with intent 'none' it is performed at once, and after a crash it counts as missed.
 * `finish` comes at least once for each outcome, after the commit that holds it. A row whose key is out or unfinished is
 * missed. Outcomes come as they come, in the partition of their rows; where they carry their rows' times, `pendingSince`
 * holds the watermark for what is out, and a partition ends with its last row.
 *
 * The inner run is told of every outcome, and after a restart again of each that is not forgotten: an outcome is forgotten
 * when it is finished and the inner run has given a chunk that was asked for since.
 *
 * Stopped, it waits for what is being performed; with intent 'first' nothing more is begun, for the next run performs
 * what is out, and with intent 'none' everything that is out. A finish that fails then is for the next run, too. Abandoned, it
 * ends at once, and forgets nothing. Throws what an action throws, for that is a defect; 'bad-options' for a position or
 * memory that is not of actions, and for a concurrency that is no whole number from 1.
 *
 * @example
 * ```ts
 * import { type Action, acting, type Source, type Timed } from 'tidemark';
 *
 * interface Target extends Timed {
 *   readonly url: string;
 * }
 * interface Checked extends Target {
 *   readonly ok: boolean;
 * }
 *
 * const check: Action<Target, Checked> = {
 *   intent: 'none',
 *   keepsTime: true,
 *   key: ({ url }) => url,
 *   missed: () => undefined,
 *   perform: async (row, { signal }) => {
 *     const ok = await fetch(row.url, { signal }).then((answer) => answer.ok).catch(() => false);
 *     return { ...row, ok };
 *   },
 * };
 *
 * export const checked = (targets: Source<Target>): Source<Checked> =>
 *   acting<Target, Checked>(targets, check, { concurrency: 8 });
 * ```
 */
export function acting<I extends Timed, O extends Timed, P extends Timed = never>(
  source: Source<I | P>,
  action: Action<I, O>,
  options: ActingOptions<I, P>,
): Source<O | P> {
  const { concurrency, gather = 0, clock = systemClock(), random = Math.random } = options;
  const { takes = (_row: I | P): _row is I => true, onWarning: warn = () => undefined } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new TidemarkError('bad-options', `concurrency is ${concurrency}: pass a whole number, 1 or more.`);
  }
  return {
    read: (start) => {
      const options = { takes, concurrency, gather, clock, random, warn };
      const run = new ActingRun<I, O, P>(source, action, start, options);
      const chunks = run.chunks();
      return {
        [Symbol.asyncIterator]: () => chunks,
        acknowledge: (acknowledged) => run.acknowledge(acknowledged),
        get commitDue() {
          return run.commitDue;
        },
        get lines() {
          return run.lines;
        },
        close: async () => {
          run.close();
          try {
            await action.close?.();
          } finally {
            await run.inner.close?.();
          }
        },
      };
    },
  };
}
