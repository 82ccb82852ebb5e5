import { adoptFiles } from './identity/adopt-files.js';
import type { KnownFiles } from './identity/known-files.js';
import { type FileStat, inodeKey } from './looking/file-stat.js';
import type { PathSet, PathWithHistory } from './looking/path-set.js';
import { statAll } from './looking/stat-all.js';
import type { Meter } from './reading/open-file.js';
import { NOTHING_KNOWN, type ToTakeUp } from './rotation/file-chain.js';
import type { SavedFile } from './saved/saved-file.js';
import type { SavedFiles } from './saved/saved-position.js';

/** A path that is to be read. */
export interface PathToRead extends PathWithHistory {
  /** What lies there; undefined where that is nothing, or nothing can be said. */
  readonly found: FileStat | undefined;
  readonly takeUp: ToTakeUp;
}

/** What a run goes on with. */
export interface TakenUp {
  /** What is to be read, in order: first that of which something is known, so that a file under two names is read where it was read before. */
  readonly paths: readonly PathToRead[];
  /** Files of paths that are not named any more, nor read by another name. */
  readonly strangers: readonly SavedFile[];
  readonly directories: ReadonlySet<string>;
}

type Files = readonly SavedFile[];

/** Finds out which of the saved files belong to which of the paths that are to be read. */
export const takeUp = async (
  saved: SavedFiles,
  paths: PathSet,
  known: KnownFiles,
  meter: Meter,
): Promise<TakenUp> => {
  const { active, strangers, leftPaths } = byPath(saved.files, paths);
  const { paths: found, directories } = await paths.expand([...active.keys(), ...leftPaths]);
  const stats = await statAll(found.map(({ path }) => path));
  const taken = new Map<string, ToTakeUp>();
  for (const [path, files] of active) taken.set(path, { files, isRemembered: true });
  // Whatever lies at the path by now: what was rotated since is found from the file that lay there.
  for (const { path } of found) {
    const left = taken.has(path) ? undefined : known.leftBy(path);
    if (left !== undefined) taken.set(path, { files: [left], isRemembered: true, goesOn: left });
  }
  await takeByInode(
    found.map(({ path }, i) => ({ path, found: stats[i] })),
    taken,
    known,
  );
  const there = new Set(found.map(({ path }) => path));
  const used = new Set(
    [...taken.values()].flatMap(({ goesOn }) => (goesOn === undefined ? [] : inodeKey(goesOn))),
  );
  for (const left of known.allLeft) {
    const { path } = left;
    const isFree = known.leftBy(path) === left && !used.has(inodeKey(left));
    if (isFree && !there.has(path) && !strangers.has(path)) strangers.set(path, [left]);
  }
  await adopt(found, strangers, taken, meter);
  const missing = [...active].flatMap(([path, files]) =>
    there.has(path) ? [] : { path, history: [], found: undefined, takeUp: { files, isRemembered: true } },
  );
  const toRead = found.map((one, i) => ({
    ...one,
    found: stats[i],
    takeUp: taken.get(one.path) ?? NOTHING_KNOWN,
  }));
  return {
    paths: [...missing, ...toRead.filter(isKnown), ...toRead.filter((one) => !isKnown(one))],
    strangers: [...strangers].flatMap(([path, files]) => (paths.includes(path) ? [] : files)),
    directories,
  };
};

/** The file under another path than the one that it was read by. */
export const moved = (file: SavedFile, path: string): SavedFile => ({
  ...file,
  path,
  where: file.where ?? file.path,
});

const isKnown = ({ takeUp }: PathToRead): boolean => takeUp !== NOTHING_KNOWN;

/** Files that were being read, by paths that are to be read again and by others; and paths to be read of which a file was left. */
const byPath = (files: Files, paths: PathSet) => {
  const active = new Map<string, SavedFile[]>();
  const strangers = new Map<string, SavedFile[]>();
  const leftPaths = new Set<string>();
  for (const file of files) {
    const { path, left } = file;
    const isNamed = paths.includes(path);
    if (left === 'last' && isNamed) leftPaths.add(path);
    if (left !== undefined) continue;
    const group = isNamed ? active : strangers;
    const others = group.get(path);
    if (others === undefined) group.set(path, [file]);
    else others.push(file);
  }
  return { active, strangers, leftPaths };
};

/** Files that were left under other names, which are not found any more. */
const takeByInode = async (
  found: readonly { readonly path: string; readonly found: FileStat | undefined }[],
  taken: Map<string, ToTakeUp>,
  known: KnownFiles,
): Promise<void> => {
  const used = new Set([...taken.values()].flatMap(({ files }) => files.map(inodeKey)));
  for (const { path, found: stat } of found) {
    if (taken.has(path) || stat === undefined) continue;
    const left = await known.leftAt({ ...stat, path });
    if (left === undefined || used.has(inodeKey(left))) continue;
    used.add(inodeKey(left));
    taken.set(path, { files: [moved(left, path)], isRemembered: false, goesOn: left });
  }
};

/** Paths of which nothing is known take up the files of those that lead to the same place; these are no strangers then. */
const adopt = async (
  found: readonly PathWithHistory[],
  strangers: Map<string, SavedFile[]>,
  taken: Map<string, ToTakeUp>,
  meter: Meter,
): Promise<void> => {
  const unknown = found.flatMap(({ path }) => (taken.has(path) ? [] : path));
  for (const [path, other] of await adoptFiles(unknown, strangers, meter)) {
    const files = strangers.get(other) ?? [];
    const goesOn = files.find(({ left }) => left !== undefined);
    taken.set(path, {
      files: files.map((file) => moved(file, path)),
      isRemembered: false,
      ...(goesOn !== undefined && { goesOn }),
    });
    strangers.delete(other);
  }
};
