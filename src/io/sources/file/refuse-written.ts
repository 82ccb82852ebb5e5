import { TidemarkError } from '../../../operators/tidemark-error.js';
import { realPlace } from '../../disk/real-place.js';
import { claimedFiles } from '../../sinks/file/path-claims.js';
import { sameInode } from './looking/file-stat.js';
import { siblingAt } from './looking/siblings.js';

/** Throws TidemarkError 'bad-options' where a sink of this process writes the file: reading it would never come to an end. */
export const refuseWritten = async (path: string): Promise<void> => {
  const claimed = claimedFiles();
  if (claimed.length === 0) return;
  const place = await realPlace(path);
  for (const files of claimed) {
    const isOne = files.includes(place) || (await areOne(path, files.path));
    if (!isOne) continue;
    throw new TidemarkError(
      'bad-options',
      `${path} is written by this very process, to ${files.path}: it would read what it writes. Write elsewhere, or leave the file out (!${path}).`,
    );
  }
};

const areOne = async (path: string, other: string): Promise<boolean> => {
  const [one, two] = [await siblingAt(path, undefined), await siblingAt(other, undefined)];
  return one !== undefined && two !== undefined && sameInode(one, two);
};
