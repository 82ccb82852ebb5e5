import { statSync } from 'node:fs';
import type { WrittenFiles } from '../../sinks/file/written-files.js';
import { PathSet } from './looking/path-set.js';

/**
 * Whether a source of these paths would read what a sink writes, by whatever names: it would never come to an end. As far
 * as that can be told before anything is opened.
 */
export const readsWritten = (given: readonly string[], { path, place, example }: WrittenFiles): boolean => {
  const paths = new PathSet(given);
  if ([path, place, example].some((one) => paths.includes(one) || paths.includesPlace(one))) return true;
  const written = inodeOf(path);
  return written !== undefined && [...paths.names].some((name) => inodeOf(name) === written);
};

/** Of a file, which may have several names without any link. */
const inodeOf = (path: string): string | undefined => {
  try {
    const found = statSync(path, { bigint: true });
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    // What cannot be looked at is no input either; whoever opens it says why.
    return undefined;
  }
};
