import type { Clock } from '../../clock.js';

/** Runs something that ends when its signal is aborted, which happens after that many milliseconds or with `stop`. */
export async function within<T>(
  clock: Clock,
  milliseconds: number,
  stop: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  const end = (): void => limit.abort();
  const passed = clock.sleep(milliseconds, done.signal);
  passed.then(() => {
    if (!done.signal.aborted) end();
  });
  // By hand: `stop` outlives thousands of these, and must hold none of them.
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  try {
    return await run(limit.signal);
  } finally {
    stop.removeEventListener('abort', end);
    done.abort();
  }
}
