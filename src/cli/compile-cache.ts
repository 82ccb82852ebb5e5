import { mkdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const OTHERS_MAY_WRITE = 0o022;

/**
 * Lets Node keep compiled code in the user's cache directory, where this Node can: a later start takes a fifth less. Where it
 * cannot, or the directory is not there, nothing is said and nothing is kept.
 *
 * What is kept is run, so it must not lie where somebody else could write: not among temporary files, where Node itself
 * would put it, nor in the home of a user who has become root.
 */
export const useCompileCache = ({ XDG_CACHE_HOME, HOME }: NodeJS.ProcessEnv): void => {
  const modules: object = process.getBuiltinModule('node:module');
  // From Node 22.1 on.
  if (!('enableCompileCache' in modules) || typeof modules.enableCompileCache !== 'function') return;
  const cache = XDG_CACHE_HOME ?? (HOME === undefined ? '' : join(HOME, '.cache'));
  if (!isAbsolute(cache)) return;
  try {
    const directory = join(cache, 'tidemark');
    mkdirSync(directory, { mode: 0o700, recursive: true });
    if ([cache, directory].every(isOurs)) modules.enableCompileCache(directory);
  } catch {
    // A home that cannot be written is none.
  }
};

const isOurs = (directory: string): boolean => {
  const { uid, mode } = statSync(directory);
  return uid === process.geteuid?.() && (mode & OTHERS_MAY_WRITE) === 0;
};
