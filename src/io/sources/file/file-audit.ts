import type { BegunAnew } from './saved-file.js';
import { savedPosition } from './saved-position.js';

/** What was read of one file, or in sums of the finished files of one path; over all runs that led to the position. */
export interface FileAudit {
  readonly path: string;
  /** Device and inode; absent for the sums. */
  readonly inode?: string;
  /** Bytes read as half-open intervals of offsets, in order. None for the sums. */
  readonly intervals: readonly (readonly [from: number, to: number])[];
  readonly bytes: number;
  readonly lines: number;
  /** How many files these are. */
  readonly files: number;
  /**
   * Present where the path was read from its beginning again, after a truncation or with another file in its place: how
   * often, and what had been counted of it before. Lines that were there both times count twice.
   */
  readonly anew?: BegunAnew;
}

/** What a position of a file source says was read. Throws TidemarkError 'bad-options' for a position of anything else. */
export const fileAudit = (position: unknown): readonly FileAudit[] => {
  const { files, finished } = savedPosition(position);
  return [
    ...finished.map((sums) => ({ ...sums, intervals: [] })),
    ...files.map(({ path, dev, ino, from, offset, lines, anew }) => ({
      path,
      inode: `${dev}:${ino}`,
      intervals: offset > from ? [[from, offset] as const] : [],
      bytes: offset - from,
      lines,
      files: 1,
      ...(anew !== undefined && { anew }),
    })),
  ];
};
