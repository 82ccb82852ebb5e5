import { statfsSync } from 'node:fs';

/** How much of the file system of a directory may still be written to, 0 to 1, as `df` counts; undefined where it does not say. */
export const freeShare = (directory: string): number | undefined => {
  try {
    const { blocks, bfree, bavail } = statfsSync(directory);
    const all = blocks - bfree + bavail;
    return all > 0 ? bavail / all : undefined;
  } catch {
    return undefined;
  }
};
