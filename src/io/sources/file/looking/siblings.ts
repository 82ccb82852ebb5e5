import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { realPlace } from '../../../disk/real-place.js';
import { type RotationName, rotationName } from '../rotation/rotation-name.js';
import { type FileStat, fileStat, sameInode } from './file-stat.js';

export interface Sibling extends FileStat {
  readonly path: string;
  /** What the name says, where it is that of a rotated file of the watched path. */
  readonly rotation: RotationName | undefined;
}

export interface Siblings {
  /** The file that lies at the watched path; undefined when there is none. */
  readonly current: Sibling | undefined;
  /** Other files in its directory, and in that of the file it links to. */
  readonly others: readonly Sibling[];
}

/** Files beside `path`: those whose name begins alike, or `all`. One look: a rotation that is under way gives half of each state. */
export const siblingsOf = async (path: string, all = false): Promise<Siblings> => {
  const current = await siblingAt(path, undefined);
  const real = await realPlace(path);
  const others: Sibling[] = [];
  for (const [directory, bases] of await basesByDirectory(path, real)) {
    const starts = [...bases].map((base) => base.slice(0, base.length - extname(base).length));
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const { name } = entry;
      // Links lead to files that are listed under their own names.
      if (!entry.isFile() || !(all || starts.some((start) => name.startsWith(start)))) continue;
      const rotation = [...bases].map((base) => rotationName(name, base)).find((one) => one !== undefined);
      const found = await siblingAt(join(directory, name), rotation);
      if (found !== undefined && !(current !== undefined && sameInode(found, current))) others.push(found);
    }
  }
  return { current, others };
};

/** A link has rotated files, and so has the file that it leads to: perhaps in one directory, to which two ways may lead. */
const basesByDirectory = async (path: string, real: string): Promise<Map<string, Set<string>>> => {
  const bases = new Map([[await realPlace(dirname(path)), new Set([basename(path)])]]);
  const beside = bases.get(dirname(real));
  if (beside === undefined) bases.set(dirname(real), new Set([basename(real)]));
  else beside.add(basename(real));
  return bases;
};

export const siblingAt = async (
  path: string,
  rotation: RotationName | undefined,
): Promise<Sibling | undefined> => {
  try {
    return { path, rotation, ...fileStat(await stat(path, { bigint: true })) };
  } catch {
    return undefined;
  }
};

/** Whether two looks found the same files under the same names. */
export const sameSiblings = (a: Siblings, b: Siblings): boolean => {
  const [one, other] = [
    [a.current, ...a.others],
    [b.current, ...b.others],
  ];
  return (
    one.length === other.length &&
    one.every((file, i) => {
      const twin = other[i];
      if (file === undefined || twin === undefined) return file === twin;
      return file.path === twin.path && sameInode(file, twin);
    })
  );
};
