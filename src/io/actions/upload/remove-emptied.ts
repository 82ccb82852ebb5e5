import { rmdir } from 'node:fs/promises';
import { placeOf } from '../../sources/directory/place-of.js';

/** Removes the directories below the one that is shipped which a path was the last thing in; those that cannot be removed stay. */
export const removeEmptied = async (directory: string, path: string): Promise<void> => {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    try {
      await rmdir(placeOf(directory, path.slice(0, end)));
    } catch {
      // Something is in it, or we may not: nobody's file is held up by that.
      return;
    }
  }
};
