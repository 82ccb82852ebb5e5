import type { Clock } from '../../clock.js';

/** Runs something that ends when its signal is aborted, which happens after that many milliseconds. */
export async function within<T>(
  clock: Clock,
  milliseconds: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  const passed = clock.sleep(milliseconds, done.signal);
  passed.then(() => {
    if (!done.signal.aborted) limit.abort();
  });
  try {
    return await run(limit.signal);
  } finally {
    done.abort();
  }
}
