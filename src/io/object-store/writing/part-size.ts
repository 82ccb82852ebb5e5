const MIB = 1024 * 1024;
/** What S3 allows. */
const MOST_PARTS = 10_000;
const LEAST = 8 * MIB;
const LONGEST_OBJECT = 5 * 1024 * 1024 * MIB;

/**
 * How long each part of an object is, but for the last: equal, because some stores ask for it, and so that they are no more
 * than 10,000. 8 MiB up to 78 GiB, whole MiB above. Undefined: no object may be so long.
 */
export const partSize = (bytes: number): number | undefined => {
  if (bytes > LONGEST_OBJECT) return undefined;
  return Math.max(LEAST, Math.ceil(bytes / MOST_PARTS / MIB) * MIB);
};
