import type { BigIntStats } from 'node:fs';

/** What tells a file, as it is, from every other and from itself after a change. A number of an inode alone does not: it is given again at once. */
export const fileIdentity = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  // In one piece: what is put together piece by piece keeps its pieces, four times as many bytes, and there may be a million of these.
  [dev, ino, size, mtimeNs, ctimeNs].join(':');

/**
 * The same without the time of the inode, which renaming changes: for a file that nobody but us can reach by its name any more.
 */
export const contentIdentity = (identity: string): string => identity.slice(0, identity.lastIndexOf(':'));
