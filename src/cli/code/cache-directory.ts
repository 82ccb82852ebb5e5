import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

const OTHERS_MAY_WRITE = 0o022;

/**
 * The directory in which compiled code may be kept: `tidemark` in the user's cache directory, made where it is not there.
 * Undefined where there is none, or it cannot be written; nothing is said then.
 *
 * What is kept is run, so it must not lie where somebody else could write: not among temporary files, nor in the home of a
 * user who has become root.
 */
export const cacheDirectory = ({
  XDG_CACHE_HOME,
  HOME,
  NODE_DISABLE_COMPILE_CACHE,
}: NodeJS.ProcessEnv): string | undefined => {
  // Node's own word for it, which it hears from 22.1 on.
  if (NODE_DISABLE_COMPILE_CACHE !== undefined && NODE_DISABLE_COMPILE_CACHE !== '') return undefined;
  // Set to nothing is not set, as the standard of that directory says.
  const cache = XDG_CACHE_HOME || (HOME === undefined ? '' : join(HOME, '.cache'));
  if (!isAbsolute(cache)) return undefined;
  try {
    const directory = join(cache, 'tidemark');
    return [cache, directory].every(isThere) ? directory : undefined;
  } catch {
    // A home that cannot be written is none.
    return undefined;
  }
};

/** Whether it is there and ours. It is made only in what is ours: one of root's in the home of somebody else is in their way. */
const isThere = (directory: string): boolean => {
  if (!existsSync(directory)) {
    if (!isThere(dirname(directory))) return false;
    // Another start may have made it meanwhile.
    mkdirSync(directory, { mode: 0o700, recursive: true });
  }
  return isOurs(directory);
};

const isOurs = (directory: string): boolean => {
  const { uid, mode } = statSync(directory);
  return uid === process.geteuid?.() && (mode & OTHERS_MAY_WRITE) === 0;
};
