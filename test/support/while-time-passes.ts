import type { VirtualClock } from '../../src/testing/virtual-clock.js';

/** Awaits a promise while virtual time goes on in steps, so that whatever waits for time or for I/O gets its turn. */
export const whileTimePasses = async <T>(
  clock: VirtualClock,
  promise: Promise<T>,
  step = 250,
): Promise<T> => {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  while (!settled) await clock.advance(step);
  return promise;
};
