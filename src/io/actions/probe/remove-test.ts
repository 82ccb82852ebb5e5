import type { Call, ObjectStore } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { Remains } from './remains.js';

/** More than one version of an object that was written once: somebody else writes there. */
const MOST_VERSIONS = 10;

/**
 * Removes what a test has written under its key, by version where the bucket keeps versions; nothing is listed. Without `remains`
 * what that is has to be asked: it was an earlier process's. Rejects with an ObjectStoreFault.
 */
export const removeTest = async (
  store: ObjectStore,
  key: string,
  remains: Pick<Remains, 'state' | 'version'> | undefined,
  call: Call,
): Promise<void> => {
  switch (remains?.state) {
    case 'none':
      return;
    case 'there':
      await store.remove(key, { ...call, ...versionOf(remains) });
      return;
    default:
      await removeUnknown(store, key, call);
  }
};

const removeUnknown = async (store: ObjectStore, key: string, call: Call): Promise<void> => {
  for (let turn = 0; turn < MOST_VERSIONS; turn++) {
    const found = await lookFor(store, key, call);
    if (found === 'absent') return;
    await store.remove(key, { ...call, ...(found === 'hidden' ? {} : versionOf(found)) });
    // What cannot be looked at cannot be looked at again.
    if (found === 'hidden') return;
  }
};

const lookFor = async (
  store: ObjectStore,
  key: string,
  call: Call,
): Promise<'absent' | 'hidden' | { readonly version?: string }> => {
  try {
    return await store.head(key, call);
  } catch (error) {
    if (!(error instanceof ObjectStoreFault)) throw error;
    if (error.class === 'no-such-key') return 'absent';
    // Who may not list is told this of what is absent, too.
    if (error.class === 'denied') return 'hidden';
    throw error;
  }
};

const versionOf = ({ version }: { readonly version?: string | undefined }): { readonly version?: string } =>
  version === undefined ? {} : { version };
