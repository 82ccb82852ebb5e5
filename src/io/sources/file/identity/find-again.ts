import { type FileStat, sameInode } from '../looking/file-stat.js';
import { type Sibling, type Siblings, sameSiblings, siblingAt, siblingsOf } from '../looking/siblings.js';
import { type Meter, OpenFile } from '../reading/open-file.js';
import { oldestFirst } from '../rotation/oldest-first.js';
import { withoutPacking } from '../rotation/without-packing.js';
import { type Fingerprint, hasFingerprint } from './fingerprint.js';

/** A file that was being read, as it is to be recognised. */
export interface Known extends Pick<FileStat, 'dev' | 'ino' | 'modified'> {
  readonly where?: string;
  readonly fingerprint: Fingerprint;
  /** It holds at least that many bytes. */
  readonly offset: number;
}

export interface FindOptions {
  /**
   * Whether the file at the path may be it although the inode is another, as after a restore from a backup. Not while it
   * is held open: then that is a new file, however alike it begins.
   */
  readonly byContent: boolean;
}

export interface FoundAgain {
  /** Where the file, or a copy of it, lies now; undefined when it is gone. */
  readonly place: Sibling | undefined;
  /** What was written after it, oldest first: files that were rotated away since, then the one at the path. */
  readonly next: readonly Sibling[];
}

/** How often to look again where files are renamed under our eyes. */
const MOST_LOOKS = 5;

/**
 * Finds a file by its identity: at `path` or, where it was rotated, among the siblings. First by inode and fingerprint;
 * then by fingerprint alone, for it may have been copied or compressed. Undefined where files are being renamed all the
 * while: look again later.
 */
export const findAgain = async (
  path: string,
  known: Known,
  meter: Meter,
  { byContent }: FindOptions,
): Promise<FoundAgain | undefined> => {
  // Where nothing was rotated, which is almost always, the directory need not be read.
  const current = await siblingAt(path, undefined);
  const isThere =
    current !== undefined && sameInode(current, known) && (await isKnown(current, known, meter));
  if (isThere && !isBlank(current, known)) return { place: current, next: [] };
  let near = await siblingsOf(path);
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const found = await findIn(near, path, known, meter, byContent);
    const after = await siblingsOf(path);
    // A file that is renamed meanwhile may have been seen twice, or not at all.
    if (sameSiblings(near, after)) return found;
    near = after;
  }
  return undefined;
};

const findIn = async (
  near: Siblings,
  path: string,
  known: Known,
  meter: Meter,
  byContent: boolean,
): Promise<FoundAgain> => {
  const place =
    (await placeByInode(known, near, meter)) ??
    (await placeElsewhere(path, known, meter)) ??
    (await placeByContent(known, near, meter, byContent));
  const { current } = near;
  const then = current === undefined ? [] : [current];
  const rotated = withoutTwins(near.others).filter(({ rotation }) => rotation !== undefined);
  if (place !== undefined && byContent && isBlank(place, known)) {
    return { place: undefined, next: [...sinceBlank(place, known, rotated), ...then] };
  }
  if (place !== undefined && place.path === current?.path) return { place, next: [] };
  return { place, next: [...newerThan(place, known, rotated), ...then] };
};

/** An empty file has nothing to be recognised by: what was written since may have been copied, and the file truncated. */
const isBlank = (place: Sibling, known: Known): boolean =>
  known.fingerprint.length === 0 && place.modified > known.modified;

/** Rotated files that came to be since a file was empty, and this one itself: none of them has been read. */
const sinceBlank = (place: Sibling, known: Known, rotated: readonly Sibling[]): Sibling[] => {
  const newer = new Set(place.rotation === undefined ? [] : newerThan(place, known, rotated));
  const isSince = ({ born, modified }: Sibling) => Math.min(born, modified) > known.modified;
  return oldestFirst(rotated.filter((file) => file === place || newer.has(file) || isSince(file)));
};

const placeByInode = async (known: Known, near: Siblings, meter: Meter): Promise<Sibling | undefined> => {
  const files = near.current === undefined ? near.others : [near.current, ...near.others];
  for (const file of files) {
    if (sameInode(file, known) && (await isKnown(file, known, meter))) return file;
  }
  return undefined;
};

const placeByContent = async (
  known: Known,
  { current, others }: Siblings,
  meter: Meter,
  currentToo: boolean,
): Promise<Sibling | undefined> => {
  // An empty file is like every other.
  if (known.fingerprint.length === 0) return undefined;
  const files = currentToo && current !== undefined ? [current, ...others] : others;
  const likely = files.filter((file) => !sameInode(file, known)).sort(byLikelihood(current));
  for (const file of likely) if (await isKnown(file, known, meter)) return file;
  return undefined;
};

/** The current file, then rotated ones, then others; new ones before old. */
const byLikelihood = (current: Sibling | undefined) => {
  const rank = (file: Sibling) => (file === current ? 0 : file.rotation !== undefined ? 1 : 2);
  return (a: Sibling, b: Sibling): number => rank(a) - rank(b) || b.modified - a.modified;
};

/** Where it lay last, or under a name of another kind: by inode only, for any name will do. */
const placeElsewhere = async (path: string, known: Known, meter: Meter): Promise<Sibling | undefined> => {
  const directories = known.where === undefined ? [path] : [path, known.where];
  for (const directory of directories) {
    const { current, others } = await siblingsOf(directory, true);
    for (const file of current === undefined ? others : [current, ...others]) {
      if (sameInode(file, known) && (await isKnown(file, known, meter))) return file;
    }
  }
  return undefined;
};

/** Whether a file holds what was read. */
export const isKnown = async (file: Pick<Sibling, 'path'>, known: Known, meter: Meter): Promise<boolean> => {
  let open: OpenFile | undefined;
  try {
    open = await OpenFile.open(file.path, meter);
    if (!open.compressed && open.stat.size < known.offset) return false;
    return hasFingerprint(await open.head(), known.fingerprint);
  } catch {
    // It cannot be read, or is gone already: then it is not the one to go on with.
    return false;
  } finally {
    await open?.close();
  }
};

const newerThan = (place: Sibling | undefined, known: Known, rotated: readonly Sibling[]): Sibling[] => {
  const ordered = oldestFirst(rotated);
  const at = ordered.findIndex((file) => file.path === place?.path);
  if (at >= 0) return ordered.slice(at + 1);
  const since = place?.modified ?? known.modified;
  return ordered.filter(({ modified }) => modified > since);
};

/** While a file is being compressed it is there twice. */
export const withoutTwins = (files: readonly Sibling[]): Sibling[] => {
  const plain = new Set(files.map(({ path }) => path));
  return files.filter(({ path }) => !(withoutPacking(path) !== path && plain.has(withoutPacking(path))));
};
