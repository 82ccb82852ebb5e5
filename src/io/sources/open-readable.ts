import { type FileHandle, open } from 'node:fs/promises';
import { readableStat } from './readable-stat.js';
import { unreadable } from './unreadable.js';

/** Opens a file for reading at offsets. Throws TidemarkError 'unreadable' where that is impossible. */
export const openReadable = async (path: string): Promise<FileHandle> => {
  // Asked before opening: opening a named pipe that nobody writes to would block a thread for good.
  await readableStat(path);
  try {
    return await open(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
};
