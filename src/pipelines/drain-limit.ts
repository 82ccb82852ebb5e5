import { toMilliseconds } from '../operators/time/duration.js';
import type { RunSettings } from './run-options.js';

/** What has been left alone when the drain was over gets so long to put itself in order. */
const GRACE = 1000;

export interface DrainLimit {
  /** Aborted when a stop was asked for and the drain has taken too long: nothing is told any more. */
  readonly drained: AbortSignal;
  /** Aborted a moment later: nothing is waited for any more, whatever it is. */
  readonly over: AbortSignal;
}

/** `ended`: aborted when there is nothing left to limit. */
export const drainLimit = (
  { clock, signal, drainTimeout = '30s' }: RunSettings,
  ended: AbortSignal,
): DrainLimit => {
  const drained = new AbortController();
  const over = new AbortController();
  const begin = async (): Promise<void> => {
    await clock.sleep(toMilliseconds(drainTimeout), ended);
    drained.abort();
    await clock.sleep(GRACE, ended);
    over.abort();
  };
  if (signal.aborted) void begin();
  else signal.addEventListener('abort', () => void begin(), { once: true, signal: ended });
  return { drained: drained.signal, over: over.signal };
};
