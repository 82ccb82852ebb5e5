import type { Clock } from '../../clock.js';
import type { Call, ObjectStore } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { PROBE_KEY } from '../../object-store/probe-store.js';
import type { OverwriteGuard } from '../../object-store/store-abilities.js';
import { ByteBudget } from './byte-budget.js';
import { Requests } from './requests.js';
import type { UploadMemory } from './upload-memory.js';
import type { UploadOptions } from './upload-options.js';

/** What of its options does not depend on what is uploaded. */
type UploadsOptions = Pick<UploadOptions, 'store' | 'prefix' | 'guard' | 'memory' | 'bandwidth' | 'budget'>;

const BUDGET = 64 * 1024 * 1024;
/** Milliseconds for taking back an upload that has come to nothing. */
const ABORT_DEADLINE = 10_000;

/** What all uploads to a bucket share. */
export class Uploads {
  readonly store: ObjectStore;
  readonly guard: OverwriteGuard;
  readonly memory: UploadMemory;
  readonly requests: Requests;
  readonly budget: ByteBudget;
  #hidesAbsent: Promise<boolean> | undefined;
  #taken: Promise<void> | undefined;

  constructor(
    private readonly options: UploadsOptions,
    readonly clock: Clock,
    readonly random: () => number,
  ) {
    this.store = options.store;
    this.guard = options.guard;
    this.memory = options.memory;
    this.requests = new Requests(clock, random, options.bandwidth);
    this.budget = new ByteBudget(options.budget ?? BUDGET);
  }

  /**
   * Whether `denied` is what the store says of an object that is absent: so it is where we may read the one that is there. Asked where it
   * matters, and until it is known.
   */
  async hidesAbsent(signal: AbortSignal): Promise<boolean> {
    this.#hidesAbsent ??= this.#mayRead(signal);
    try {
      return await this.#hidesAbsent;
    } catch (error) {
      this.#hidesAbsent = undefined;
      throw error;
    }
  }

  /** Takes back what a run that was killed has left of uploads in parts: once, before the first of this run. */
  async takeBackLeft(): Promise<void> {
    this.#taken ??= this.#takeBackAll();
    await this.#taken;
  }

  /** Whether nothing is left of it. Never rejects: whoever aborts has a fault of its own. */
  async abort(upload: { readonly key: string; readonly uploadId: string }): Promise<boolean> {
    try {
      await this.store.abortUpload(upload, { deadline: ABORT_DEADLINE });
      return true;
    } catch (error) {
      return error instanceof ObjectStoreFault && error.class === 'no-such-upload';
    }
  }

  async #mayRead(signal: AbortSignal): Promise<boolean> {
    const key = `${this.options.prefix}${PROBE_KEY}`;
    const look = (call: Call) => this.store.head(key, call);
    try {
      await this.requests.ask(0, signal, look);
      return true;
    } catch (error) {
      if (error instanceof ObjectStoreFault && (error.class === 'denied' || error.class === 'no-such-key'))
        return false;
      throw error;
    }
  }

  async #takeBackAll(): Promise<void> {
    const left = await this.memory.left();
    for (const { upload, forget } of left) {
      if (await this.abort(upload)) await forget();
    }
  }
}
