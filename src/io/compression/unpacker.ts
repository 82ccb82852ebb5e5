/**
 * What compressed data of one kind holds, as it comes: any number of parts, one after the other. All that can be
 * decompressed is handed over, whatever comes after it: zeros are padding, and what else is no part is left out.
 *
 * No more than a few megabytes are ever made ahead of whoever takes the pieces, so that data that was made to swell up does
 * not fill the memory.
 */
export interface Unpacker {
  /** What it is compressed with. */
  readonly name: CompressionName;
  /** Why there may be less than there was: it is cut off or damaged. Undefined while nothing is wrong. */
  readonly problem: string | undefined;
  /** The content breaks off in the midst of what it was. */
  readonly isTorn: boolean;
  /** There is something after the end that is no such data. */
  readonly hasGarbage: boolean;
  /** Nothing that comes now is looked at any more. */
  readonly isOver: boolean;
  /** All that these bytes hold, in pieces that may be kept; the bytes belong to this until the last has been taken. */
  push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined>;
  /** No more bytes come: what is left. */
  end(): AsyncGenerator<Buffer, void, undefined>;
  close(): void;
}

export type CompressionName = 'gzip' | 'zstd' | 'bzip2';
