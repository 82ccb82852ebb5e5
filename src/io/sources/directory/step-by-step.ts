import { setImmediate as turn } from 'node:timers/promises';

/** Does something that takes long in steps, with a turn of the event loop between two: whatever else is to be done is done there. */
export const stepByStep = async <R>(steps: Iterator<undefined, R, undefined>): Promise<R> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await turn();
  }
};
