import type { Call, ObjectStore, WriteOptions, Written } from '../object-store.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import type { OverwriteGuard } from '../store-abilities.js';

/** What became of a write that overwrites nothing; undefined: there is an object with this key already, whatever is in it. */
export type NewObject = Written | undefined;

export interface NewObjectOptions {
  readonly guard: OverwriteGuard;
  /**
   * The store says `denied` of what is absent, as AWS does to whoever may read and may not list; to be set only where another object has been
   * read.
   */
  readonly hidesAbsent?: boolean;
}

/** Whether there is such an object. Rejects where that may not be seen. */
export const isThere = async (
  store: ObjectStore,
  key: string,
  call: Call,
  hidesAbsent = false,
): Promise<boolean> => {
  try {
    await store.head(key, call);
    return true;
  } catch (error) {
    if (!(error instanceof ObjectStoreFault)) throw error;
    if (error.class === 'no-such-key' || (hidesAbsent && error.class === 'denied')) return false;
    throw error;
  }
};

/** Puts an object where there is none: one request, or a look before it where the store cannot guard that itself. */
export const putNew = async (
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  { guard, hidesAbsent, ...options }: Omit<WriteOptions, 'ifAbsent'> & Call & NewObjectOptions,
): Promise<NewObject> => {
  if (guard === 'head' && (await isThere(store, key, options, hidesAbsent))) return undefined;
  try {
    return await store.put(key, body, { ...options, ifAbsent: guard === 'conditional' });
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'precondition') return undefined;
    throw error;
  }
};
