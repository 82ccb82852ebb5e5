import type { Call, ObjectStore, WriteOptions, Written } from '../object-store.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import type { OverwriteGuard } from '../store-abilities.js';

/** What became of a write that overwrites nothing; undefined: there is an object with this key already, whatever is in it. */
export type NewObject = Written | undefined;

/** Whether there is such an object. Rejects where that may not be seen. */
export const isThere = async (store: ObjectStore, key: string, call: Call): Promise<boolean> => {
  try {
    await store.head(key, call);
    return true;
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'no-such-key') return false;
    throw error;
  }
};

/** Puts an object where there is none: one request, or a look before it where the store cannot guard that itself. */
export const putNew = async (
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  { guard, ...options }: Omit<WriteOptions, 'ifAbsent'> & Call & { readonly guard: OverwriteGuard },
): Promise<NewObject> => {
  if (guard === 'head' && (await isThere(store, key, options))) return undefined;
  try {
    return await store.put(key, body, { ...options, ifAbsent: guard === 'conditional' });
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'precondition') return undefined;
    throw error;
  }
};
