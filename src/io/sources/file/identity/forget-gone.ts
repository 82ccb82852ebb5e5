import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inodeKey } from '../looking/file-stat.js';
import { statAll } from '../looking/stat-all.js';
import type { SavedFile } from '../saved/saved-file.js';
import type { KnownFiles } from './known-files.js';

/**
 * Forgets files that nobody reads and that lie in none of the directories any more in which they did, nor where globs
 * look; and sums up what was read of paths that are not read. They cannot turn up again under another name.
 */
export const forgetGone = async (
  known: KnownFiles,
  walked: readonly string[],
  isRead: (path: string) => boolean,
): Promise<void> => {
  const left = [...known.allLeft];
  const there = await inodesIn(new Set([...walked, ...left.flatMap(directoriesOf)]));
  for (const file of left) if (!there.has(inodeKey(file))) known.forget(file);
  for (const path of known.summedPaths) {
    if (!isRead(path) && known.leftBy(path) === undefined) known.close(path);
  }
};

const directoriesOf = ({ path, where = path }: SavedFile): readonly string[] => [
  dirname(path),
  dirname(where),
];

const inodesIn = async (directories: ReadonlySet<string>): Promise<ReadonlySet<string>> => {
  const inodes = new Set<string>();
  for (const directory of directories) {
    const names = await readdir(directory).catch(() => []);
    const stats = await statAll(names.map((name) => join(directory, name)));
    for (const found of stats) if (found !== undefined) inodes.add(inodeKey(found));
  }
  return inodes;
};
