/**
 * What is waited for, or undefined as soon as the signal is aborted: what never answers keeps nobody. Rejects as what is
 * waited for does, before that.
 */
export const orAbandoned = <T>(waited: Promise<T>, signal: AbortSignal): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const abandon = (): void => resolve(undefined);
    const leave = (): void => signal.removeEventListener('abort', abandon);
    // First, so that it counts where it has answered already.
    waited.then(
      (value) => {
        leave();
        resolve(value);
      },
      (error: unknown) => {
        leave();
        reject(error);
      },
    );
    if (signal.aborted) setImmediate(abandon);
    else signal.addEventListener('abort', abandon, { once: true });
  });
