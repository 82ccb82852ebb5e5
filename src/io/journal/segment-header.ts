import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a segment says of itself before its first record. */
export interface SegmentHeader {
  /** Random: where the checksums of its records start from. */
  readonly salt: number;
  /** Sequence of the first entry that it is for. */
  readonly first: number;
  /** Time of the entry before; -Infinity where there was none. */
  readonly lastTime: number;
}

const MAGIC = Buffer.from('TIDEJRNL', 'latin1');
const VERSION = 1;
/** Magic (8 bytes), version (4), salt (4), first sequence (6), time (8), checksum of the foregoing (4). */
export const HEADER_SIZE = 34;
const SUM = HEADER_SIZE - 4;

/** Of a new segment. */
export const newHeader = (first: number, lastTime: number): SegmentHeader => ({
  salt: randomBytes(4).readUInt32LE(),
  first,
  lastTime,
});

export const encodeHeader = ({ salt, first, lastTime }: SegmentHeader): Buffer => {
  const bytes = Buffer.alloc(HEADER_SIZE);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(salt, 12);
  bytes.writeUIntLE(first, 16, 6);
  bytes.writeDoubleLE(lastTime, 22);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, SUM)), SUM);
  return bytes;
};

/** A text says what is wrong with it. */
export const decodeHeader = (bytes: Buffer): SegmentHeader | string => {
  if (bytes.length < HEADER_SIZE) return 'it ends inside its header';
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'it does not begin like a segment of a journal';
  const version = bytes.readUInt32LE(8);
  if (version > VERSION) {
    return `it was written by a newer Tidemark (layout ${version}; this one knows ${VERSION})`;
  }
  if (crc32(bytes.subarray(0, SUM)) !== bytes.readUInt32LE(SUM))
    return 'its header does not match its checksum';
  return { salt: bytes.readUInt32LE(12), first: bytes.readUIntLE(16, 6), lastTime: bytes.readDoubleLE(22) };
};

/**
 * Whether the making of a segment was broken off before its header was on disk, so before anything was kept in it:
 * the file is too short, or as long as the header and without content, as a crash of the machine may leave it.
 */
export const isUnmade = (bytes: Buffer): boolean =>
  bytes.length < HEADER_SIZE || (bytes.length === HEADER_SIZE && bytes.every((byte) => byte === 0));
