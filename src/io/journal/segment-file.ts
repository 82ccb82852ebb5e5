import { open } from 'node:fs/promises';

/** An open file of a journal. A test puts a worse disk in its place. */
export interface SegmentFile {
  /** Writes all of it, or rejects; then any part of it may have been written. */
  write(pieces: readonly Buffer[], position: number): Promise<void>;
  /** Resolves once content and size are on disk. When it has rejected once, nothing that it says later is true. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** 'wx': a new file; 'r+': one that is there. */
export type OpenSegmentFile = (path: string, flags: 'wx' | 'r+') => Promise<SegmentFile>;

export const openSegmentFile: OpenSegmentFile = async (path, flags) => {
  const handle = await open(path, flags);
  return {
    write: async (pieces, position) => {
      let rest = pieces;
      let at = position;
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, at);
        at += bytesWritten;
        rest = dropBytes(rest, bytesWritten);
      }
    },
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
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
