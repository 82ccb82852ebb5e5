import type { Clock } from '../../clock.js';
import type { ObjectStore } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { Remains } from './remains.js';
import { removeTest } from './remove-test.js';

export interface LeftoversOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/** Milliseconds for a request. */
const DEADLINE = 10_000;
/** After this a write that was not answered has come, or does not come any more. */
const LATE = 10_000;

/** What tests have left in the bucket, and its removal. */
export class Leftovers {
  /** Of tests of this run that are not removed. */
  readonly #remains = new Map<string, Remains>();
  /** Tests that could not be removed so far. */
  readonly #failing = new Set<string>();

  constructor(private readonly options: LeftoversOptions) {}

  /** How many tests could not be removed so far. */
  get count(): number {
    return this.#failing.size;
  }

  note(test: string, remains: Remains): void {
    this.#remains.set(test, remains);
  }

  /** Rejects where something may be left. */
  async remove(test: string, key: string): Promise<void> {
    const { store, clock, stop } = this.options;
    const remains = this.#remains.get(test);
    const call = { deadline: DEADLINE, mark: test };
    try {
      await removeTest(store, key, remains, call);
      if ((remains?.state ?? 'unknown') === 'unknown') {
        // It may still be under way at the store, and come behind the look.
        await clock.sleep(LATE, stop);
        if (stop.aborted) throw new Error('whether its object comes late is looked at again by the next run');
        await removeTest(store, key, undefined, call);
      }
    } catch (error) {
      this.#failing.add(test);
      throw error instanceof ObjectStoreFault ? new Error(error.message) : error;
    }
    this.#remains.delete(test);
    this.#failing.delete(test);
  }
}
