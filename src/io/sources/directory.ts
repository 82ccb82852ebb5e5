import { TidemarkError } from '../../operators/tidemark-error.js';
import { systemClock } from '../clock.js';
import type { DirectoryOptions } from './directory/directory-options.js';
import type { DirectoryRow } from './directory/directory-rows.js';
import { DirectoryRun } from './directory/directory-run.js';
import type { Source } from './source.js';

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
