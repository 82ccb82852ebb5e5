import { type BigIntStats, lstat, type StatOptions, stat } from 'node:fs';
import { type FileStat, fileStat } from './file-stat.js';

/** Looks asked for at once, at most. */
const AT_ONCE = 512;

type Look = (
  path: string,
  options: StatOptions & { bigint: true },
  callback: (error: NodeJS.ErrnoException | null, stats: BigIntStats) => void,
) => void;

/** What lies at each of the paths, in their order; undefined where there is nothing, or nothing can be said. */
export const statAll = (paths: readonly string[]): Promise<(FileStat | undefined)[]> =>
  lookAtAll(paths, stat, fileStat);

/** Whether what lies at each of the paths is a symbolic link, in their order. */
export const areSymbolicLinks = (paths: readonly string[]): Promise<(boolean | undefined)[]> =>
  lookAtAll(paths, lstat, (stats) => stats.isSymbolicLink());

const lookAtAll = async <R>(
  paths: readonly string[],
  look: Look,
  read: (stats: BigIntStats) => R,
): Promise<(R | undefined)[]> => {
  const found: (R | undefined)[] = new Array(paths.length).fill(undefined);
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const to = Math.min(paths.length, from + AT_ONCE);
    // Followers ask for hundreds of these several times a second: a promise for each would cost as much again.
    await new Promise<void>((resolve) => {
      let left = to - from;
      for (let i = from; i < to; i++) {
        look(paths[i] ?? '', { bigint: true }, (error, stats) => {
          if (error === null) found[i] = read(stats);
          if (--left === 0) resolve();
        });
      }
    });
  }
  return found;
};
