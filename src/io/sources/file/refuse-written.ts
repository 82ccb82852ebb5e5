import { fstatSync } from 'node:fs';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { realPlace } from '../../disk/real-place.js';
import { claimedFiles } from '../../sinks/file/path-claims.js';
import { streamsIntoFiles } from '../../sinks/written-streams.js';
import { type FileStat, fileStat, sameInode } from './looking/file-stat.js';
import { siblingAt } from './looking/siblings.js';

/**
 * Throws TidemarkError 'bad-options' where this process writes the file, by a sink or because the shell sends its output there:
 * reading it would never come to an end.
 */
export const refuseWritten = async (path: string): Promise<void> => {
  if (claimedFiles().length === 0 && streamsIntoFiles().length === 0) return;
  const to = await writerOf(await siblingAt(path, undefined), await realPlace(path));
  if (to === undefined) return;
  throw new TidemarkError(
    'bad-options',
    `${path} is written by this very process, to ${to}: it would read what it writes. Write elsewhere, or leave the file out (!${path}).`,
  );
};

/** The same of standard input, where a file stands behind it. */
export const refuseWrittenInput = async (descriptor: number, name: string): Promise<void> => {
  const found = openFile(descriptor);
  const to = found && (await writerOf(found));
  if (to === undefined) return;
  throw new TidemarkError(
    'bad-options',
    `The file behind ${name} is written by this very process, to ${to}: it would read what it writes. Write elsewhere.`,
  );
};

const openFile = (descriptor: number): FileStat | undefined => {
  try {
    const found = fstatSync(descriptor, { bigint: true });
    return found.isFile() ? fileStat(found) : undefined;
  } catch {
    // Closed: whoever reads it says so.
    return undefined;
  }
};

/** `found`: the file as it is there now. `place`: where it lies, or will. */
const writerOf = async (found: FileStat | undefined, place?: string): Promise<string | undefined> => {
  for (const files of claimedFiles()) {
    if (place !== undefined && files.includes(place)) return files.path;
    const written = await siblingAt(files.path, undefined);
    if (found !== undefined && written !== undefined && sameInode(found, written)) return files.path;
  }
  return found && streamsIntoFiles().find((stream) => sameInode(found, stream))?.name;
};
