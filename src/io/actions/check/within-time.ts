import { LONGEST_TIMER } from '../../longest-timer.js';
import { whenAborted } from './net/when-aborted.js';

/** Does something with a deadline: a signal that is aborted after so many milliseconds, or when another one is. */
export const withinTime = async <T>(
  milliseconds: number,
  signal: AbortSignal,
  act: (deadline: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  // Timers come before what has come over the network: after a time in which nothing of ours ran, that counts first.
  const timer = setTimeout(() => setImmediate(abort), Math.min(milliseconds, LONGEST_TIMER));
  const unwait = whenAborted(signal, abort);
  if (signal.aborted) abort();
  try {
    return await act(controller.signal);
  } finally {
    clearTimeout(timer);
    unwait();
  }
};
