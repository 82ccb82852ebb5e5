import { TidemarkError } from '../../../../operators/tidemark-error.js';
import { addSums, type FinishedFiles, NO_SUMS, type Sums, sumsOfFile } from '../audit/file-sums.js';
import { inodeKey } from '../looking/file-stat.js';
import type { BegunAnew, SavedFile } from './saved-file.js';

/** The position of a file source; where each of its files is to be read on is remembered by key. */
export interface SavedPosition {
  readonly version: 2;
  /** How many paths have been begun so far, over all runs: so an acknowledged position tells which beginnings are committed. */
  readonly begun: number;
  /** Of files that are forgotten. */
  readonly gone: Sums;
  /** Chunks named no partition: there was one path and no glob. */
  readonly isSingle?: true;
}

/** All that was saved. */
export interface SavedFiles extends Omit<SavedPosition, 'version'> {
  /** In the order in which they were begun. */
  readonly files: readonly SavedFile[];
  /** By path. */
  readonly sums: ReadonlyMap<string, FinishedFiles>;
  /** Whether all of it is to be remembered anew: it was saved in a form of an earlier version. */
  readonly isOld: boolean;
}

const FILE = 'file ';
const SUMS = 'sums ';

/** The key under which a file is remembered: its inode, as long as no other file has that. */
export const fileKey = (file: Pick<SavedFile, 'dev' | 'ino'>): string => FILE + inodeKey(file);
export const sumsKey = (path: string): string => SUMS + path;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isAnew = (value: unknown): value is BegunAnew | undefined =>
  value === undefined || (isObject(value) && [value.times, value.bytes, value.lines].every(isCount));

const isSeen = (value: unknown): boolean =>
  value === undefined || (isObject(value) && isCount(value.size) && Number.isFinite(value.changed));

/** A file as any version has saved it: that it has a turn is new. */
const isAnyFile = (value: unknown): value is Omit<SavedFile, 'turn'> =>
  isObject(value) &&
  [value.path, value.dev, value.ino].every(isText) &&
  (value.where === undefined || isText(value.where)) &&
  [value.offset, value.from, value.lines].every(isCount) &&
  Number.isFinite(value.modified) &&
  (value.time === undefined || Number.isFinite(value.time)) &&
  isObject(value.fingerprint) &&
  isCount(value.fingerprint.length) &&
  isText(value.fingerprint.hash) &&
  isAnew(value.anew) &&
  isSeen(value.seen) &&
  (value.born === undefined || Number.isFinite(value.born)) &&
  (value.left === undefined || value.left === 'rotated' || value.left === 'last');

export const isSavedFile = (value: unknown): value is SavedFile =>
  isAnyFile(value) && 'turn' in value && isCount(value.turn);

const isSums = (value: unknown): value is Sums =>
  isObject(value) && [value.files, value.bytes, value.lines].every(isCount) && isAnew(value.anew);

export const isFinished = (value: unknown): value is FinishedFiles =>
  isSums(value) && 'path' in value && isText(value.path);

export const isSavedPosition = (value: unknown): value is SavedPosition =>
  isObject(value) && value.version === 2 && isCount(value.begun) && isSums(value.gone);

/** Of earlier versions, which had all in the position. */
interface OldPosition {
  readonly files: readonly Omit<SavedFile, 'turn'>[];
  readonly finished: readonly FinishedFiles[];
}

const isOldPosition = (value: unknown): value is OldPosition =>
  isObject(value) &&
  Array.isArray(value.files) &&
  value.files.every(isAnyFile) &&
  Array.isArray(value.finished) &&
  value.finished.every(isFinished);

/** How many beginnings a position holds; 0 for a position of anything else. */
export const begunIn = (position: unknown): number => (isSavedPosition(position) ? position.begun : 0);

const NOTHING: SavedFiles = { begun: 0, gone: NO_SUMS, files: [], sums: new Map(), isOld: false };

/** Reads back what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const savedFiles = (position: unknown, remembered: ReadonlyMap<string, unknown>): SavedFiles => {
  if (position === undefined && remembered.size === 0) return NOTHING;
  if (isOldPosition(position)) {
    const sums = new Map(position.finished.map((one) => [one.path, one]));
    const files = furthest(position.files, sums).map((file, turn) => ({ ...file, turn }));
    const isSingle = new Set(files.map(({ path }) => path)).size === 1;
    return { ...NOTHING, files, sums, isOld: true, ...(isSingle && { isSingle }) };
  }
  if (!isSavedPosition(position)) throw foreign();
  const files: SavedFile[] = [];
  const sums = new Map<string, FinishedFiles>();
  for (const [key, value] of remembered) {
    if (key.startsWith(FILE) && isSavedFile(value)) files.push(value);
    else if (key.startsWith(SUMS) && isFinished(value)) sums.set(value.path, value);
    else throw foreign();
  }
  files.sort((a, b) => a.turn - b.turn);
  const { version: _, ...rest } = position;
  return { ...rest, files, sums, isOld: false };
};

/** Of a file that was read under two names, what was read furthest; the other is in the sums. */
const furthest = (
  files: OldPosition['files'],
  sums: Map<string, FinishedFiles>,
): readonly Omit<SavedFile, 'turn'>[] => {
  const byInode = new Map<string, Omit<SavedFile, 'turn'>>();
  for (const file of files) {
    const key = inodeKey(file);
    const twin = byInode.get(key);
    const isFurther = twin === undefined || file.offset > twin.offset;
    if (isFurther) byInode.set(key, file);
    const other = isFurther ? twin : file;
    if (other === undefined) continue;
    const { path } = other;
    sums.set(path, { path, ...addSums(sums.get(path) ?? NO_SUMS, sumsOfFile(other)) });
  }
  return [...byInode.values()];
};

const foreign = (): TidemarkError =>
  new TidemarkError(
    'bad-options',
    'Cannot resume: the saved position does not belong to files. Use another pipeline name, or remove the saved state.',
  );
