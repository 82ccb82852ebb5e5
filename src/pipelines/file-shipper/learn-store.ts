import type { Call, ObjectStore } from '../../io/object-store/object-store.js';
import { ObjectStoreFault } from '../../io/object-store/object-store-fault.js';
import { probeStore, refuseUnguarded } from '../../io/object-store/probe-store.js';
import type { OverwriteGuard } from '../../io/object-store/store-abilities.js';
import { TidemarkError } from '../../operators/tidemark-error.js';

const DEADLINE = 10_000;

/**
 * Learns, once, whether nothing is overwritten in a bucket; asked again where it could not be. Rejects with an ObjectStoreFault where that may
 * succeed another time, and with TidemarkError 'bad-options' where somebody has to do something first: nothing is sent then.
 */
export const learnStore = (
  store: ObjectStore,
  prefix: string,
  guard: OverwriteGuard,
): ((signal: AbortSignal) => Promise<void>) => {
  let known: Promise<void> | undefined;
  const learn = async (signal: AbortSignal): Promise<void> => {
    const call: Call = { deadline: DEADLINE, signal };
    try {
      refuseUnguarded(await probeStore(store, prefix, call), store.destination, guard);
    } catch (error) {
      if (!(error instanceof ObjectStoreFault) || error.again || error.class === 'aborted') throw error;
      throw new TidemarkError('bad-options', `${store.destination} cannot be shipped to: ${error.message}`, {
        cause: error,
      });
    }
  };
  return async (signal) => {
    known ??= learn(signal);
    try {
      await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
};
