import type { Fingerprint } from '../identity/fingerprint.js';
import { knownBirth } from '../identity/known-birth.js';
import { type FileStat, sameInode } from '../looking/file-stat.js';

/** What is kept of one file that is being read, or was: enough to find it again under another name, and to go on. */
export interface SavedFile extends Pick<FileStat, 'dev' | 'ino' | 'modified'> {
  /** The watched path that the file belongs to, which its own may have ceased to be; in its one form. */
  readonly path: string;
  /** Where it lay when it was opened, if not at `path`: behind a symbolic link, or rotated. */
  readonly where?: string;
  readonly fingerprint: Fingerprint;
  /** The first byte of its content that is still to be read: the start of a line. */
  readonly offset: number;
  /** What the decoder saved there. */
  readonly codec: unknown;
  /** The first byte that was read: not 0 after a start near the end. */
  readonly from: number;
  /** Lines in what was read. */
  readonly lines: number;
  /** Event time of the last row, where there was one: a replay goes on with the file that is behind. */
  readonly time?: number;
  /** Where its path was read before and was begun anew with this file. */
  readonly anew?: BegunAnew;
  /** Counts files as they are begun: those of one path are read in this order. */
  readonly turn: number;
  /** Present where nobody reads it any more: it was rotated away and read to its end, or was the last one of its path. */
  readonly left?: 'rotated' | 'last';
  /** How the file was when it had been read to its end: as long as it is so, there is nothing more. */
  readonly seen?: Pick<FileStat, 'size' | 'changed'>;
  /** Its path was not named any more, and that has been said. */
  readonly unnamed?: true;
  /** When the file came to be, where the file system tells. */
  readonly born?: number;
  /** It ends with a line that no newline ends and that is not counted. */
  readonly partial?: true;
  /** The decoder holds lines, in what it saved, that are not counted. */
  readonly held?: true;
}

/** What had been counted of a path before it was read from its beginning again: truncated, written anew, replaced or forgotten. */
export interface BegunAnew {
  readonly times: number;
  readonly bytes: number;
  readonly lines: number;
}

/** Whether a file of the same inode is another one, that came to be later. */
export const isReborn = (saved: Pick<SavedFile, 'born'>, now: FileStat): boolean => {
  const born = knownBirth(now);
  return saved.born !== undefined && born !== undefined && born !== saved.born;
};

/** Whether nothing can have been added to a file, or changed in it, since it was saved. */
export const isUnchanged = (
  { dev, ino, seen }: Pick<SavedFile, 'dev' | 'ino' | 'seen'>,
  now: FileStat,
): boolean =>
  seen !== undefined &&
  seen.size === now.size &&
  seen.changed === now.changed &&
  sameInode({ dev, ino }, now);

/** Whether a file was saved as it is to be saved, but for what only spares looks into it. */
export const isAsSaved = (saved: SavedFile, now: SavedFile): boolean =>
  saved.left === undefined &&
  saved.unnamed === undefined &&
  saved.path === now.path &&
  saved.where === now.where &&
  saved.modified === now.modified &&
  saved.fingerprint.hash === now.fingerprint.hash &&
  saved.turn === now.turn &&
  sameInode(saved, now);
