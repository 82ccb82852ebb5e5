import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { hasCode } from '../../disk/has-code.js';
import { lockOwner, ownerOf } from '../../state/lmdb/owner-lock.js';
import { LOCKS } from './locks.js';

/**
 * Makes this process the only one that ships from a directory, until what it answers with is called; undefined where there is no directory.
 * Rejects with TidemarkError 'state-in-use' where another process ships from it. Where nothing can be written it cannot be told, and
 * `warn` is told that.
 */
export const lockDirectory = async (
  directory: string,
  warn: (message: string) => void,
): Promise<(() => void) | undefined> => {
  const locks = join(directory, LOCKS);
  try {
    // Not the directory itself: where it is missing, it is most often to be mounted.
    await mkdir(locks).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    const lock = await lockOwner(locks);
    return () => lock.release();
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'state-in-use')
      throw await takenError(directory, locks, error);
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    // A full disk is what shipping is good for.
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT')) {
      warn(`Nothing can be written to ${directory}, so a second shipper there would not be noticed.`);
      return () => undefined;
    }
    throw error;
  }
};

const takenError = async (directory: string, locks: string, cause: unknown): Promise<TidemarkError> => {
  const owner = await ownerOf(locks);
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new TidemarkError(
    'state-in-use',
    `The files of ${directory} are shipped by ${who}. Two would be in each other's way: stop that one, or give this one another directory.`,
    { cause },
  );
};
