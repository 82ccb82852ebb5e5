import { toMilliseconds } from '../operators/time/duration.js';
import type { RunSettings } from './run-options.js';

/** Aborted when a stop was asked for and the drain has taken too long. */
export function drainLimit(
  { clock, signal, drainTimeout = '30s' }: RunSettings,
  ended: AbortSignal,
): AbortSignal {
  const limit = new AbortController();
  const begin = async (): Promise<void> => {
    await clock.sleep(toMilliseconds(drainTimeout), ended);
    limit.abort();
  };
  if (signal.aborted) void begin();
  else signal.addEventListener('abort', () => void begin(), { once: true, signal: ended });
  return limit.signal;
}
