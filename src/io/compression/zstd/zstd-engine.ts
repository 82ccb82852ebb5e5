/** Decompresses the blocks of frames, one frame after the other; after an error it is of no use. */
export interface ZstdEngine {
  /** What so much of a frame holds, whose end is the end of its header, a block or its checksum. Rejects where it is damaged. */
  push(bytes: Uint8Array): Promise<readonly Buffer[]>;
  close(): void;
}

/** The largest window, as a power of two: what `zstd` itself reads where nobody asks for more. */
export const MOST_WINDOW_LOG = 27;

/** Of a frame that is whole, and not what it was: what an engine rejects with. */
export class WrongChecksum extends Error {}
