const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal is aborted, never where that was before; what comes back takes that back. All that wait for one
 * signal share a listener: Node looks through all of them for each that is added, and thousands of checks wait for the same.
 */
export const whenAborted = (signal: AbortSignal, act: () => void): (() => void) => {
  const known = waiting.get(signal);
  const acts = known ?? new Set<() => void>();
  if (known === undefined) {
    waiting.set(signal, acts);
    signal.addEventListener(
      'abort',
      () => {
        for (const one of acts) one();
        acts.clear();
      },
      { once: true },
    );
  }
  // One function may be given twice.
  const own = (): void => act();
  acts.add(own);
  return () => {
    acts.delete(own);
  };
};
