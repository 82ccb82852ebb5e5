import { setImmediate as turn } from 'node:timers/promises';

/** Turns of the event loop in which whatever needs not wait for anything outside is done: to see that something has not. */
export const turns = async (count = 20): Promise<void> => {
  for (let n = 0; n < count; n++) await turn();
};
