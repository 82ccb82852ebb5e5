import { basename, dirname, join } from 'node:path';
import { realPlace } from '../../disk/real-place.js';
import { isKnown } from './find-again.js';
import type { Meter } from './open-file.js';
import type { SavedFile } from './saved-file.js';
import { siblingAt } from './siblings.js';

/**
 * Which of the paths go on with what was read under which others, that are not read any more: those that hold the same
 * file by now, or lead to the same place. So it does not matter through which links a file is named, nor that it was
 * renamed while nothing was reading.
 */
export const adoptFiles = async (
  paths: readonly string[],
  others: ReadonlyMap<string, readonly SavedFile[]>,
  meter: Meter,
): Promise<ReadonlyMap<string, string>> => {
  const adopted = new Map<string, string>();
  if (others.size === 0) return adopted;
  const byInode = new Map<string, SavedFile>();
  const byPlace = new Map<string, string>();
  for (const [path, files] of others) {
    for (const file of files) byInode.set(`${file.dev}:${file.ino}`, file);
    for (const place of [...(await placesOf(path)), files.at(-1)?.where ?? path]) byPlace.set(place, path);
  }
  const free = new Set(others.keys());
  for (const path of paths) {
    const there = await siblingAt(path, undefined);
    const known = there && byInode.get(`${there.dev}:${there.ino}`);
    const isIt = there !== undefined && known !== undefined && (await isKnown(there, known, meter));
    const candidates = isIt ? [known.path] : (await placesOf(path)).map((place) => byPlace.get(place));
    const other = candidates.find((candidate) => candidate !== undefined && free.delete(candidate));
    if (other !== undefined) adopted.set(path, other);
  }
  return adopted;
};

/** Where a path leads, and where it lies. */
const placesOf = async (path: string): Promise<readonly string[]> => [
  await realPlace(path),
  join(await realPlace(dirname(path)), basename(path)),
];
