import { open } from 'node:fs/promises';
import { hasCode } from './has-code.js';

/** Resolves once the names in a directory are on disk. */
export const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems know no such thing, and keep names without it.
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  } finally {
    await handle.close();
  }
};
