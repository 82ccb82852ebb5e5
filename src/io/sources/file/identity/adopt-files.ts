import { basename, dirname, join } from 'node:path';
import { realPlace } from '../../../disk/real-place.js';
import { inodeKey } from '../looking/file-stat.js';
import { siblingAt } from '../looking/siblings.js';
import type { Meter } from '../reading/open-file.js';
import { isReborn, type SavedFile } from '../saved/saved-file.js';
import { isKnown } from './find-again.js';

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
  if (others.size === 0 || paths.length === 0) return adopted;
  const places = new Places();
  const byInode = new Map<string, SavedFile>();
  const byPlace = new Map<string, string>();
  for (const [path, files] of others) {
    for (const file of files) byInode.set(inodeKey(file), file);
    const where = files.at(-1)?.where;
    // What lay at its path was no link.
    const lay = where === undefined ? [await places.of(path)] : [...(await places.allOf(path)), where];
    for (const place of lay) byPlace.set(place, path);
  }
  const free = new Set(others.keys());
  for (const path of paths) {
    const there = await siblingAt(path, undefined);
    const known = there && byInode.get(inodeKey(there));
    const isIt =
      there !== undefined &&
      known !== undefined &&
      !isReborn(known, there) &&
      (await isKnown(there, known, meter));
    const candidates = isIt ? [known.path] : (await places.allOf(path)).map((place) => byPlace.get(place));
    const other = candidates.find((candidate) => candidate !== undefined && free.delete(candidate));
    if (other !== undefined) adopted.set(path, other);
  }
  return adopted;
};

/** Where paths lie and lead, each directory being looked at once. */
class Places {
  private readonly directories = new Map<string, Promise<string>>();

  /** Where a path lies, whatever links lead to its directory. */
  async of(path: string): Promise<string> {
    const directory = dirname(path);
    const real = this.directories.get(directory) ?? realPlace(directory);
    this.directories.set(directory, real);
    return join(await real, basename(path));
  }

  /** Where it leads, and where it lies. */
  async allOf(path: string): Promise<readonly string[]> {
    return [await realPlace(path), await this.of(path)];
  }
}
