import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Clock } from '../clock.js';
import { readAbilities, writeAbilities } from './abilities-memory.js';
import type { Call, ObjectStore } from './object-store.js';
import { ObjectStoreFault } from './object-store-fault.js';
import { probeStore, refuseUnguarded } from './probe-store.js';
import type { OverwriteGuard } from './store-abilities.js';

const DEADLINE = 10_000;
/** So long it is believed that a store does what it did: a run every few minutes need not ask each time. */
const BELIEVED = 86_400_000;

export interface LearnStoreOptions {
  readonly prefix: string;
  readonly guard: OverwriteGuard;
  /** A file for what was learnt; absent: each run asks. */
  readonly memory?: string | undefined;
  readonly clock: Clock;
}

/**
 * Learns, once, whether nothing is overwritten in a bucket; asked again where it could not be. Rejects with an ObjectStoreFault where that may
 * succeed another time, and with TidemarkError 'bad-options' where somebody has to do something first: nothing is sent then.
 */
export const learnStore = (
  store: ObjectStore,
  { prefix, guard, memory, clock }: LearnStoreOptions,
): ((signal: AbortSignal) => Promise<void>) => {
  const place = `${store.destination} ${prefix}`;
  let known: Promise<void> | undefined;
  const ask = async (signal: AbortSignal): Promise<void> => {
    const call: Call = { deadline: DEADLINE, signal };
    try {
      const abilities = await probeStore(store, prefix, call);
      refuseUnguarded(abilities, store.destination, guard);
      if (memory !== undefined) await writeAbilities(memory, { ...abilities, place, at: clock.now() });
    } catch (error) {
      if (!(error instanceof ObjectStoreFault) || error.again || error.class === 'aborted') throw error;
      throw new TidemarkError('bad-options', `${store.destination} cannot be written to: ${error.message}`, {
        cause: error,
      });
    }
  };
  const learn = async (signal: AbortSignal): Promise<void> => {
    const before = memory === undefined ? undefined : await readAbilities(memory);
    const age = before?.place === place ? clock.now() - before.at : Number.POSITIVE_INFINITY;
    const suffices = before?.conditionalWrites === true || guard === 'head';
    if (!(suffices && age >= 0 && age < BELIEVED)) await ask(signal);
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
