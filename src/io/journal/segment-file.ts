import { constants, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stateLost } from '../state/state-failure.js';

/** An open file of a journal: what it says to be done is on disk. A test puts a worse disk in its place. */
export interface SegmentFile {
  /**
   * Resolves once all of it is on disk, and where the next start will look for it, or rejects; then any part of it may have
   * been written. When it has rejected for another reason than a lack of space, nothing that the file says later is true.
   */
  write(pieces: readonly Buffer[], position: number): Promise<void>;
  /** Resolves once the new size is on disk. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** 'wx': a new file; 'r+': one that is there. */
export type OpenSegmentFile = (path: string, flags: 'wx' | 'r+') => Promise<SegmentFile>;

const FLAGS = { wx: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 'r+': constants.O_RDWR };
/**
 * Linux writes and syncs in one call, which spares a turn of the event loop between the two, and that may be a long one.
 * Elsewhere such a write may leave the bytes in the memory of the drive.
 */
const SYNCS_ITSELF = process.platform === 'linux';
const NEW_FILE = 0o666;

export const openSegmentFile: OpenSegmentFile = async (path, flags) => {
  const handle = await open(path, FLAGS[flags] | (SYNCS_ITSELF ? constants.O_DSYNC : 0), NEW_FILE);
  const { dev, ino } = await handle.stat({ bigint: true });
  /** A file that was removed or moved with its directory takes writes all the same, and nobody will ever read them. */
  const checkPlace = (): void => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found?.ino !== ino || found.dev !== dev) throw stateLost(dirname(path));
  };
  return {
    write: async (pieces, position) => {
      let rest = pieces;
      let at = position;
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, at);
        at += bytesWritten;
        rest = dropBytes(rest, bytesWritten);
      }
      if (!SYNCS_ITSELF) await handle.datasync();
      checkPlace();
    },
    truncate: async (size) => {
      await handle.truncate(size);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
};

/** What is left of the pieces when so many bytes of them have been written: the system may write less than asked for. */
const dropBytes = (pieces: readonly Buffer[], bytes: number): readonly Buffer[] => {
  let left = bytes;
  let whole = 0;
  for (const { length } of pieces) {
    if (length > left) break;
    left -= length;
    whole++;
  }
  const rest = pieces.slice(whole);
  const [cut] = rest;
  if (cut !== undefined && left > 0) rest[0] = cut.subarray(left);
  return rest;
};
