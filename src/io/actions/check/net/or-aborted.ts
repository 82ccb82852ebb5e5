import { CheckFailure } from './check-failure.js';

/** The deadline has passed: class `timeout`, in whatever was under way. */
export const outOfTime = (): CheckFailure => new CheckFailure('timeout', 'out of time');

/** What is waited for, or a rejection at the deadline; the thing itself goes on. */
export const orAborted = <T>(wanted: Promise<T>, deadline: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    if (deadline.aborted) {
      wanted.catch(() => undefined);
      reject(outOfTime());
      return;
    }
    const abort = () => reject(outOfTime());
    const done = () => deadline.removeEventListener('abort', abort);
    deadline.addEventListener('abort', abort);
    wanted.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
