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
    // That of node:timers/promises makes an error where it is ended, and a source is woken for every piece that comes.
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(milliseconds, LONGEST_TIMER));
        signal.addEventListener('abort', end);
        if (signal.aborted) end();
      }),
  };
};
