import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';

/**
 * The one form of a path, whatever its spelling: absolute, without `.`, `..`, doubled or trailing slashes. What is
 * relative belongs to the working directory of this moment. Links stay as they are written: where they lead may change.
 * Only `..` behind a link follows it, as the system does: that is no matter of spelling.
 */
export const absolutePath = (path: string): string => {
  if (sep !== '/') return resolve(path);
  let made = isAbsolute(path) ? '/' : process.cwd();
  for (const part of path.split('/')) {
    if (part === '..') made = parentOf(made);
    else if (part !== '' && part !== '.') made = join(made, part);
  }
  return made;
};

const parentOf = (path: string): string => {
  try {
    if (lstatSync(path).isSymbolicLink()) return dirname(realpathSync.native(path));
  } catch {
    // What is not there, or leads nowhere, is no link to follow.
  }
  return dirname(path);
};
