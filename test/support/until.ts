import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';

/** Waits for a condition, however long that takes; the test's own limit ends a wait in vain. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await turn();
};

/** The same for what another process does, which needs the processor more than this one. */
export const untilOutside = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await delay(2);
};
