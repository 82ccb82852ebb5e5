import type { DiskStore } from '../io/state/lmdb/disk-store.js';
import { type RetryOptions, retry } from '../pipelines/retry.js';

/** Opens a state directory. While its disk is full that is waited out, as by a commit. */
export const openStore = async (directory: string, retrying: RetryOptions): Promise<DiskStore> => {
  // What few runs need is loaded by those: it takes longer to load than the rest of the command.
  const { diskStore } = await import('../io/state/lmdb/disk-store.js');
  return retry(() => diskStore({ directory }), retrying);
};
