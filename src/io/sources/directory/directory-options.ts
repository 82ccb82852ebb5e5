import type { Clock } from '../../clock.js';
import type { walkDirectory } from './walk-directory.js';

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
  /** Whether files are given at this time, epoch milliseconds. Absent: always. */
  readonly isOpen?: ((time: number) => boolean) | undefined;
  /** Why a file that was shipped is still there, in words, where it could not be removed. */
  readonly whyLeft?: ((path: string) => string | undefined) | undefined;
  /** How it looks, if not at the disk alone. */
  readonly walk?: typeof walkDirectory;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly onWarning?: (message: string) => void;
}
