import type { BigIntStats } from 'node:fs';

/** What the file system says of a file. */
export interface FileStat {
  /** Device and inode: the same under every name, until the file is deleted and its inode given to another. */
  readonly dev: string;
  readonly ino: string;
  readonly size: number;
  /** Last change of the content, in epoch milliseconds with a fraction. */
  readonly modified: number;
  /** Last change of anything, names and times included; nobody can set it. */
  readonly changed: number;
  /** When it came to be; 0 where the file system does not keep that. */
  readonly born: number;
}

export const fileStat = (stats: BigIntStats): FileStat => ({
  dev: String(stats.dev),
  ino: String(stats.ino),
  size: Number(stats.size),
  modified: Number(stats.mtimeNs) / 1e6,
  changed: Number(stats.ctimeNs) / 1e6,
  born: Number(stats.birthtimeNs) / 1e6,
});

type Inode = Pick<FileStat, 'dev' | 'ino'>;

export const sameInode = (a: Inode, b: Inode): boolean => a.ino === b.ino && a.dev === b.dev;

/** A file by its inode, as text. */
export const inodeKey = ({ dev, ino }: Inode): string => `${dev}:${ino}`;

/** The coarsest times that file systems keep: within so many milliseconds two changes may bear the same one. */
const GRAIN = 2000;

/** Whether whatever changes after `time`, when this was said, will show: the last change is too long ago to share its time. */
export const isSettled = ({ changed }: Pick<FileStat, 'changed'>, time: number): boolean =>
  changed + GRAIN < time;
