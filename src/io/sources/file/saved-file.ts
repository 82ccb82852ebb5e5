import type { FileStat } from './file-stat.js';
import type { Fingerprint } from './fingerprint.js';

/** What a position keeps of one file that is being read: enough to find it again under another name, and to go on. */
export interface SavedFile extends Pick<FileStat, 'dev' | 'ino' | 'modified'> {
  /** The watched path that the file belongs to, which its own may have ceased to be; absolute. */
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
}

/** What was read of the files of one path that are finished, in sums. */
export interface FinishedFiles {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
}
