import { constants } from 'node:fs';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { closeDescriptor, type Descriptor, openDescriptor, statDescriptor } from '../disk/descriptor.js';
import { type FileStat, fileStat } from './file/looking/file-stat.js';
import { readableStat, refuseUnreadable } from './readable-stat.js';
import { unreadable } from './unreadable.js';

/** A named pipe that nobody writes to would block a thread for good, opened in any other way. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Opens a file for reading at offsets, and looks at it. Throws TidemarkError 'unreadable' where that is impossible. */
export const openReadable = async (
  path: string,
): Promise<{ readonly descriptor: Descriptor; readonly stat: FileStat }> => {
  const descriptor = await openDescriptor(path, FLAGS).catch(async (error: unknown) => {
    // What a socket is refused for says little.
    await readableStat(path);
    throw unreadable(path, error);
  });
  try {
    return { descriptor, stat: fileStat(refuseUnreadable(path, await statDescriptor(descriptor))) };
  } catch (error) {
    await closeDescriptor(descriptor);
    throw error instanceof TidemarkError ? error : unreadable(path, error);
  }
};
