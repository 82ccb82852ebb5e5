import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Clock, systemClock } from '../clock.js';
import type { DirectoryRow } from './directory/directory-rows.js';
import { DirectoryRun } from './directory/directory-run.js';
import type { walkDirectory } from './directory/walk-directory.js';
import type { Source } from './source.js';

export interface DirectoryOptions {
  readonly directory: string;
  /** Milliseconds for which a file must have been left alone. */
  readonly settle: number;
  /** Of a path below the directory. Absent: all are. */
  readonly isWanted?: ((path: string) => boolean) | undefined;
  /** What was shipped stays where it is, and is not given again as it is. */
  readonly keeps?: boolean | undefined;
  /** Gives each file once that is settled when it has looked for as long as that takes, and ends. */
  readonly once?: boolean | undefined;
  /** Why a file that was shipped is still there, in words, where it could not be removed. */
  readonly whyLeft?: ((path: string) => string | undefined) | undefined;
  /** How it looks, if not at the disk alone. */
  readonly walk?: typeof walkDirectory;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly onWarning?: (message: string) => void;
}

/**
 * Gives the files of a directory, and of all below it, once they have been left alone for long enough, for `acting` to do something
 * about each: the oldest first. What it gives was seen by looks; events only make it look earlier. One that comes to nothing comes
 * again after a pause of its own, as long as it is the same file. Between them come reports of what waits.
 *
 * A directory that cannot be read is waited for, and nothing is concluded from it. With `once` it throws TidemarkError 'unreadable'.
 * Throws 'bad-options' for a time to settle that is no time.
 */
export const directory = (options: DirectoryOptions): Source<DirectoryRow> => {
  const { settle, clock = systemClock(), random = Math.random } = options;
  if (!(settle >= 0 && Number.isFinite(settle)))
    throw new TidemarkError('bad-options', `settle is ${settle}: pass milliseconds, 0 or more.`);
  return {
    read: (start) => {
      const run = new DirectoryRun({ ...options, clock, random }, start);
      const chunks = run.chunks();
      return {
        [Symbol.asyncIterator]: () => chunks,
        outcome: (row, outcome) => run.outcome(row, outcome),
      };
    },
  };
};
