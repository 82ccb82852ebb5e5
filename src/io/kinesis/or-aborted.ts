/** What is waited for, or a rejection as soon as the signal is aborted; the thing itself goes on. */
export const orAborted = <T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    wanted.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
