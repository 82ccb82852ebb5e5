import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where an absolute path leads: all links followed, of what is not there yet those of the directories above it. */
export const realPlace = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), basename(path));
  }
};

/** As `realPlace`, at once: for what is asked of a few paths before anything runs. */
export const realPlaceSync = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlaceSync(parent), basename(path));
  }
};
