import { adoptFiles } from './adopt-files.js';
import { NOTHING_KNOWN, type ToTakeUp } from './file-chain.js';
import { type FileStat, inodeKey } from './file-stat.js';
import type { KnownFiles } from './known-files.js';
import type { Meter } from './open-file.js';
import type { PathSet, PathWithHistory } from './path-set.js';
import type { SavedFile } from './saved-file.js';
import type { SavedFiles } from './saved-position.js';
import { statAll } from './stat-all.js';

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
  /** Files of paths that are not named any more, of which that has not been said. */
  readonly strangers: readonly SavedFile[];
  readonly directories: ReadonlySet<string>;
}

/** Finds out which of the saved files belong to which of the paths that are to be read. */
export const takeUp = async (
  saved: SavedFiles,
  paths: PathSet,
  known: KnownFiles,
  meter: Meter,
): Promise<TakenUp> => {
  const { active, strangers, leftPaths } = groups(saved.files, paths);
  const { paths: found, directories } = await paths.expand([...active.keys(), ...leftPaths]);
  const stats = await statAll(found.map(({ path }) => path));
  const taken = new Map<string, ToTakeUp>();
  for (const [path, files] of active) taken.set(path, { files, isRemembered: true });
  const used = new Set<string>();
  const unknown: { readonly path: string; readonly found: FileStat | undefined }[] = [];
  for (const [i, { path }] of found.entries()) {
    if (taken.has(path)) continue;
    // Whatever lies there by now: what was rotated since is found from there.
    const left = known.leftBy(path);
    if (left === undefined) unknown.push({ path, found: stats[i] });
    else {
      taken.set(path, { files: [left], isRemembered: true, goesOn: left });
      used.add(inodeKey(left));
    }
  }
  await takeByInode(unknown, taken, used, known);
  const rest = unknown.flatMap(({ path }) => (taken.has(path) ? [] : path));
  const others = new Map(strangers);
  const there = new Set(found.map(({ path }) => path));
  for (const left of known.allLeft) {
    const { path } = left;
    if (there.has(path) || others.has(path) || known.leftBy(path) !== left) continue;
    if (used.has(inodeKey(left))) continue;
    others.set(path, [left]);
    if (left.unnamed !== true && !paths.includes(path)) strangers.set(path, [left]);
  }
  for (const [path, other] of await adoptFiles(rest, others, meter)) {
    const files = others.get(other) ?? [];
    const goesOn = files.find(({ left }) => left);
    taken.set(path, {
      files: files.map((file) => moved(file, path)),
      isRemembered: false,
      ...(goesOn !== undefined && { goesOn }),
    });
    strangers.delete(other);
  }
  const toRead = found.map((one, i) => ({
    ...one,
    found: stats[i],
    takeUp: taken.get(one.path) ?? NOTHING_KNOWN,
  }));
  const missing = [...active].flatMap(([path, files]) =>
    there.has(path) ? [] : { path, history: [], found: undefined, takeUp: { files, isRemembered: true } },
  );
  const isKnown = ({ takeUp }: PathToRead) => takeUp !== NOTHING_KNOWN;
  return {
    paths: [...missing, ...toRead.filter(isKnown), ...toRead.filter((one) => !isKnown(one))],
    strangers: [...strangers.values()].flat(),
    directories,
  };
};

/** The file under another path than the one that it was read by. */
export const moved = (file: SavedFile, path: string): SavedFile => ({
  ...file,
  path,
  where: file.where ?? file.path,
});

const groups = (files: readonly SavedFile[], paths: PathSet) => {
  const active = new Map<string, SavedFile[]>();
  const strangers = new Map<string, SavedFile[]>();
  const leftPaths = new Set<string>();
  for (const file of files) {
    const { path } = file;
    const isIncluded = paths.includes(path);
    if (file.left === true) {
      if (isIncluded) leftPaths.add(path);
      continue;
    }
    const group = isIncluded ? active : strangers;
    const others = group.get(path);
    if (others === undefined) group.set(path, [file]);
    else others.push(file);
  }
  return { active, strangers, leftPaths };
};

/** Files that were left under other names, which are not found any more. */
const takeByInode = async (
  unknown: readonly { readonly path: string; readonly found: FileStat | undefined }[],
  taken: Map<string, ToTakeUp>,
  used: Set<string>,
  known: KnownFiles,
): Promise<void> => {
  for (const { path, found } of unknown) {
    const left = found && (await known.leftAt({ ...found, path }));
    if (left === undefined || used.has(inodeKey(left))) continue;
    used.add(inodeKey(left));
    taken.set(path, { files: [moved(left, path)], isRemembered: false, goesOn: left });
  }
};
