import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type FileStat, fileStat } from './file/file-stat.js';
import { readableStat, refuseUnreadable } from './readable-stat.js';
import { unreadable } from './unreadable.js';

/** A named pipe that nobody writes to would block a thread for good, opened in any other way. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Opens a file for reading at offsets, and looks at it. Throws TidemarkError 'unreadable' where that is impossible. */
export const openReadable = async (
  path: string,
): Promise<{ readonly handle: FileHandle; readonly stat: FileStat }> => {
  const handle = await open(path, FLAGS).catch(async (error: unknown) => {
    // What a socket is refused for says little.
    await readableStat(path);
    throw unreadable(path, error);
  });
  try {
    return { handle, stat: fileStat(refuseUnreadable(path, await handle.stat({ bigint: true }))) };
  } catch (error) {
    await handle.close();
    throw error instanceof Error && 'code' in error && error.code === 'unreadable'
      ? error
      : unreadable(path, error);
  }
};
