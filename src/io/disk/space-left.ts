import { statfsSync } from 'node:fs';

/** What a file system needs for itself and for the pages around those that were to be written. */
const MARGIN = 1 << 20;

/** Bytes that may still be written to the file system of a directory; infinite where it does not say. */
export const spaceLeft = (directory: string): number => {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

/** Whether `size` more bytes hardly fit. */
export const isFull = (directory: string, size: number): boolean => spaceLeft(directory) < size + MARGIN;
