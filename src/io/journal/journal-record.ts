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

/** A body shorter than this is copied: fewer pieces to write. */
const SHORT = 4096;

export const recordSize = (key: string | undefined, body: Buffer): number =>
  HEAD + (key?.length ?? 0) + body.length;

/**
 * The bytes of the records of a group, whose first entry has this sequence, in pieces. `scratch`: bytes that they may be written
 * into where they fit.
 */
export const encodeGroup = (
  group: readonly Omit<JournalEntry, 'sequence'>[],
  first: number,
  salt: number,
  scratch?: Buffer,
): readonly Buffer[] => {
  let copied = 0;
  for (const { key, body } of group)
    copied += recordSize(key, body) - (body.length < SHORT ? 0 : body.length);
  const bytes = scratch !== undefined && copied <= scratch.length ? scratch : Buffer.allocUnsafe(copied);
  const pieces: Buffer[] = [];
  let from = 0;
  let start = 0;
  for (const [place, { time, key = '', body }] of group.entries()) {
    let end = start + HEAD + key.length;
    bytes.writeUInt32LE(body.length, start + LENGTH);
    bytes.writeUIntLE(first + place, start + SEQUENCE, 6);
    bytes.writeDoubleLE(time, start + TIME);
    bytes.writeUInt32LE(place, start + PLACE);
    bytes.writeUInt8(key.length, start + KEY_LENGTH);
    bytes.write(key, start + HEAD, 'latin1');
    if (body.length < SHORT) end += body.copy(bytes, end);
    const sum = crc32(bytes.subarray(start + LENGTH, end), salt);
    if (body.length < SHORT) {
      bytes.writeUInt32LE(sum, start);
    } else {
      bytes.writeUInt32LE(crc32(body, sum), start);
      pieces.push(bytes.subarray(from, end), body);
      from = end;
    }
    start = end;
  }
  if (from < start) pieces.push(bytes.subarray(from, start));
  return pieces;
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
