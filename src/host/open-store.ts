import { statSync } from 'node:fs';
import type { DiskStore } from '../io/state/lmdb/disk-store.js';
import { formatSize } from '../io/text/format-size.js';
import { type RetryOptions, retry } from '../pipelines/retry.js';

/** Bytes of a state that is read in a second or so. */
const LARGE = 200 * 1024 * 1024;

/** Opens a state directory. While its disk is full that is waited out, as by a commit. What takes long is said. */
export const openStore = async (
  directory: string,
  retrying: RetryOptions,
  inform: (message: string) => void = () => undefined,
): Promise<DiskStore> => {
  // What few runs need is loaded by those: it takes longer to load than the rest of the command.
  const [{ diskStore }, { dataFile }] = await Promise.all([
    import('../io/state/lmdb/disk-store.js'),
    import('../io/state/lmdb/environment.js'),
  ]);
  const size = sizeOf(dataFile(directory));
  if (size >= LARGE) inform(`checking the state in ${directory}: ${formatSize(size)}`);
  const store = await retry(() => diskStore({ directory }), retrying);
  if (size >= LARGE) inform('loading the state');
  return store;
};

/** 0 for what cannot be looked at: whoever opens it says why. */
const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};
