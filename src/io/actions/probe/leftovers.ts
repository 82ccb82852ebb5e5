import type { Clock } from '../../clock.js';
import type { Call, ObjectStore, Upload } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { UploadMemory } from '../upload/upload-memory.js';
import type { Remains } from './remains.js';
import { removeTest } from './remove-test.js';
import type { TestLog } from './test-log.js';

export interface LeftoversOptions {
  readonly store: ObjectStore;
  readonly memory: UploadMemory;
  readonly log: Pick<TestLog, 'note'>;
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
    const { log, clock } = this.options;
    try {
      await this.#removeAll(test, key);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#failing.has(test)) log.note({ time: clock.now(), test_id: test, left: why });
      this.#failing.add(test);
      throw error;
    }
    this.#remains.delete(test);
    if (this.#failing.delete(test)) log.note({ time: clock.now(), test_id: test, removed: true });
  }

  async #removeAll(test: string, key: string): Promise<void> {
    const { store, clock, stop } = this.options;
    const remains = this.#remains.get(test);
    const call = { deadline: DEADLINE, mark: test };
    await this.#abortUploads(key, remains, call);
    await removeTest(store, key, remains, call);
    if (remains !== undefined && remains.state !== 'unknown') return;
    // It may still be under way at the store, and come behind the look.
    await clock.sleep(LATE, stop);
    if (stop.aborted) throw new Error('whether its object comes late is looked at by the next run');
    await removeTest(store, key, undefined, call);
  }

  async #abortUploads(key: string, remains: Remains | undefined, call: Call): Promise<void> {
    if (remains !== undefined) {
      if (remains.upload === undefined) return;
      await this.#abort(remains.upload.upload, call);
      await remains.endUpload();
      return;
    }
    // Of an earlier process.
    for (const { upload, forget } of await this.options.memory.left()) {
      if (upload.key !== key) continue;
      await this.#abort(upload, call);
      await forget();
    }
  }

  /** One that is gone was completed, or aborted before. */
  async #abort(upload: Upload, call: Call): Promise<void> {
    try {
      await this.options.store.abortUpload(upload, call);
    } catch (error) {
      if (!(error instanceof ObjectStoreFault && error.class === 'no-such-upload')) throw error;
    }
  }
}
