import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type FileStat, fileStat } from './file/looking/file-stat.js';
import { unreadable } from './unreadable.js';

/** Looks at a file that is to be read. Throws TidemarkError 'unreadable' where there is none, or one that cannot be read at offsets. */
export const readableStat = async (path: string): Promise<FileStat> => {
  const found = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return fileStat(refuseUnreadable(path, found));
};

/** Throws TidemarkError 'unreadable' for what cannot be read at offsets. */
export const refuseUnreadable = (path: string, found: BigIntStats): BigIntStats => {
  if (found.isDirectory()) {
    throw new TidemarkError('unreadable', `Cannot read ${path}: it is a directory. Name a file inside it.`);
  }
  if (found.isFIFO() || found.isSocket()) {
    throw new TidemarkError(
      'unreadable',
      `Cannot read ${path}: it is a pipe, not a file. Send it to standard input instead.`,
    );
  }
  return found;
};
