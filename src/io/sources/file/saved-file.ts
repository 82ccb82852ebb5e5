import type { FileStat } from './file-stat.js';
import type { Fingerprint } from './fingerprint.js';

/** What a position keeps of one file that is being read: enough to find it again under another name, and to go on. */
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
}

/** What had been counted of a path before it was read from its beginning again: truncated, written anew, replaced or forgotten. */
export interface BegunAnew {
  readonly times: number;
  readonly bytes: number;
  readonly lines: number;
}

/** What was read of the files of one path that are finished, in sums. */
export interface FinishedFiles {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  readonly anew?: BegunAnew;
}

export const NONE_FINISHED = { files: 0, bytes: 0, lines: 0 } as const;

/** The sums with one more file in them. */
export const withFinished = (
  sums: FinishedFiles,
  { from, offset, lines, anew }: Pick<SavedFile, 'from' | 'offset' | 'lines' | 'anew'>,
): FinishedFiles => ({
  ...sums,
  files: sums.files + 1,
  bytes: sums.bytes + offset - from,
  lines: sums.lines + lines,
  ...(anew !== undefined && { anew: sumOfAnew(anew, sums.anew) }),
});

export const sumOfAnew = (one: BegunAnew, other: BegunAnew | undefined): BegunAnew =>
  other === undefined
    ? one
    : { times: one.times + other.times, bytes: one.bytes + other.bytes, lines: one.lines + other.lines };

/** The sums of one path under another, or of several. */
export const sumsOf = (path: string, parts: readonly (FinishedFiles | undefined)[]): FinishedFiles => {
  let sums: FinishedFiles = { path, ...NONE_FINISHED };
  for (const part of parts) {
    if (part === undefined) continue;
    const anew = part.anew === undefined ? sums.anew : sumOfAnew(part.anew, sums.anew);
    sums = {
      path,
      files: sums.files + part.files,
      bytes: sums.bytes + part.bytes,
      lines: sums.lines + part.lines,
      ...(anew !== undefined && { anew }),
    };
  }
  return sums;
};
