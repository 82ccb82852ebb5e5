import { crc32 } from 'node:zlib';
import type { JournalEntry } from './journal.js';

/**
 * A record: checksum (4 bytes) of all that follows, length of the body (4), sequence (6), time (8), place in its group
 * (4), length of the key (1), key, body; numbers little-endian. A group is what was written and synced at once; place
 * 0 is its first. The checksum starts from the salt of the segment, so that no body can look like a record.
 */
const LENGTH = 4;
const SEQUENCE = 8;
const TIME = 14;
const PLACE = 22;
const KEY_LENGTH = 26;
const HEAD = 27;

/** A body shorter than this is copied: one piece to write instead of two. */
const SHORT = 4096;

export const recordSize = (key: string | undefined, body: Buffer): number =>
  HEAD + (key?.length ?? 0) + body.length;

/** The bytes of a record, in pieces. */
export const encodeRecord = (entry: JournalEntry, place: number, salt: number): readonly Buffer[] => {
  const { sequence, time, key = '', body } = entry;
  const keyEnd = HEAD + key.length;
  const copied = body.length < SHORT;
  const bytes = Buffer.allocUnsafe(copied ? keyEnd + body.length : keyEnd);
  bytes.writeUInt32LE(body.length, LENGTH);
  bytes.writeUIntLE(sequence, SEQUENCE, 6);
  bytes.writeDoubleLE(time, TIME);
  bytes.writeUInt32LE(place, PLACE);
  bytes.writeUInt8(key.length, KEY_LENGTH);
  bytes.write(key, HEAD, 'latin1');
  if (copied) body.copy(bytes, keyEnd);
  const sum = crc32(bytes.subarray(LENGTH), salt);
  bytes.writeUInt32LE(copied ? sum : crc32(body, sum));
  return copied ? [bytes] : [bytes, body];
};

export interface PlacedRecord extends JournalEntry {
  readonly place: number;
  /** Offset of the byte after it. */
  readonly end: number;
}

/** The record at an offset; its body is a view. A text says why there is none. */
export const decodeRecord = (bytes: Buffer, offset: number, salt: number): PlacedRecord | string => {
  if (bytes.length - offset < HEAD) return 'it ends inside the head of a record';
  const keyEnd = offset + HEAD + bytes.readUInt8(offset + KEY_LENGTH);
  const end = keyEnd + bytes.readUInt32LE(offset + LENGTH);
  if (end > bytes.length) return 'it ends inside a record';
  if (crc32(bytes.subarray(offset + LENGTH, end), salt) !== bytes.readUInt32LE(offset)) {
    return 'a record does not match its checksum';
  }
  return {
    sequence: bytes.readUIntLE(offset + SEQUENCE, 6),
    time: bytes.readDoubleLE(offset + TIME),
    place: bytes.readUInt32LE(offset + PLACE),
    key: keyEnd === offset + HEAD ? undefined : bytes.toString('latin1', offset + HEAD, keyEnd),
    body: bytes.subarray(keyEnd, end),
    end,
  };
};

/**
 * Whether a whole record of a later group than that of entry `sequence` stands anywhere after an offset. A group is
 * written only when the one before it is on disk, so then the entry was on disk.
 */
export const hasLaterGroup = (bytes: Buffer, from: number, sequence: number, salt: number): boolean => {
  const most = sequence + Math.ceil((bytes.length - from) / HEAD);
  for (let offset = from; offset + HEAD <= bytes.length; offset++) {
    const found = bytes.readUIntLE(offset + SEQUENCE, 6);
    if (found <= sequence || found > most) continue;
    if (found - bytes.readUInt32LE(offset + PLACE) <= sequence) continue;
    if (typeof decodeRecord(bytes, offset, salt) !== 'string') return true;
  }
  return false;
};
