import { constants } from 'node:os';
import { formatDuration } from '../io/text/format-duration.js';
import { log } from './log.js';

const DRAIN_LIMIT = 10_000;
const FAILURE = 1;

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/**
 * Aborted by the first SIGINT or SIGTERM, or another one that is named, so that the pipeline drains; a second one exits at once, and so does a drain
 * that takes longer than the limit: a reader of our output that has stopped reading must not keep us for ever.
 */
export function stopSignal(limit: number = DRAIN_LIMIT, ...more: readonly Signal[]): AbortSignal {
  const stop = new AbortController();
  const onSignal = (signal: Signal): void => {
    if (stop.signal.aborted) process.exit(128 + constants.signals[signal]);
    stop.abort();
    setTimeout(() => {
      log.error(`Could not finish within ${formatDuration(limit)} of the signal; some output was not taken.`);
      process.exit(FAILURE);
    }, limit).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', ...more] as const) process.on(signal, onSignal);
  return stop.signal;
}
