import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../io/clock.js';
import { TidemarkError } from '../operators/tidemark-error.js';

/** A clock that moves only when a test moves it. */
export interface VirtualClock extends Clock {
  /**
   * Lets that many milliseconds pass. Wakes sleepers one by one in the order of their instants (at the same instant:
   * in the order in which they fell asleep), and lets each do what it can without waiting for I/O before the next:
   * one that goes to sleep again within the time is woken again.
   */
  advance(milliseconds: number): Promise<void>;
  /** How many sleep now; a test waits for this before it advances. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly instant: number;
  readonly wake: () => void;
}

/**
 * Starts at `start`, in epoch milliseconds.
 *
 * @example
 * ```ts
 * import { stdin } from 'tidemark';
 * import { virtualClock } from 'tidemark/testing';
 *
 * const clock = virtualClock(1_700_000_000_000);
 * const source = stdin({ clock });
 * await clock.advance(10_000);
 * ```
 */
export const virtualClock = (start = 0): VirtualClock => {
  let now = start;
  const sleepers = new Set<Sleeper>();

  const earliest = (): Sleeper | undefined => {
    let found: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (found === undefined || sleeper.instant < found.instant) found = sleeper;
    }
    return found;
  };

  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const sleeper: Sleeper = {
          instant: now + Math.max(0, milliseconds),
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', sleeper.wake);
      }),
    advance: async (milliseconds) => {
      if (!(milliseconds >= 0)) {
        throw new TidemarkError(
          'bad-options',
          `Cannot advance by ${milliseconds} ms: time does not go back.`,
        );
      }
      const target = now + milliseconds;
      for (;;) {
        // A turn of the event loop runs every microtask there is. Two, because whoever was woken may take one itself.
        await turn();
        await turn();
        const next = earliest();
        if (next === undefined || next.instant > target) break;
        now = next.instant;
        next.wake();
      }
      now = target;
    },
    get sleeping() {
      return sleepers.size;
    },
  };
};
