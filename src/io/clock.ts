import { setTimeout as delay } from 'node:timers/promises';
import { LONGEST_TIMER } from './longest-timer.js';

/** Where the edges get time from; a test passes a virtual one. */
export interface Clock {
  /** Epoch milliseconds that never step back during a run. */
  now(): number;
  /** Resolves after that many milliseconds, 24 days at most, or as soon as the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Wall time at the start of the process plus monotonic time since: a stepped system clock is not seen.
 *
 * @example
 * ```ts
 * import { systemClock } from 'tidemark';
 *
 * const clock = systemClock();
 * await clock.sleep(1000, AbortSignal.timeout(500));
 * ```
 */
export const systemClock = (): Clock => {
  const origin = Date.now() - performance.now();
  return {
    now: () => origin + performance.now(),
    sleep: async (milliseconds, signal) => {
      await delay(Math.min(milliseconds, LONGEST_TIMER), undefined, { signal }).catch(() => undefined);
    },
  };
};
