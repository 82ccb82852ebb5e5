import { type FileHandle, open, stat } from 'node:fs/promises';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { unreadable } from './unreadable.js';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * Opens a file for reading at positions. Throws TidemarkError 'unreadable' where that is impossible; a missing file
 * gives undefined where `mayBeMissing`.
 */
export const openReadable = async (path: string, mayBeMissing: boolean): Promise<FileHandle | undefined> => {
  try {
    // Asked before opening: opening a named pipe that nobody writes to would block a thread for good.
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new TidemarkError('unreadable', `Cannot read ${path}: it is a directory. Name a file inside it.`);
    }
    if (found.isFIFO() || found.isSocket()) {
      throw new TidemarkError(
        'unreadable',
        `Cannot read ${path}: it is a pipe, not a file. Send it to standard input instead.`,
      );
    }
    return await open(path, 'r');
  } catch (error) {
    if (mayBeMissing && isMissing(error)) return undefined;
    throw error instanceof TidemarkError ? error : unreadable(path, error);
  }
};
