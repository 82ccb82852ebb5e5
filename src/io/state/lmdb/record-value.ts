import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { sumOf } from './record-sum.js';

const SUM = 4;
/** What follows the checksum of a page; nothing that node:v8 has serialized begins so. */
const PAGE = 0;
/** Checksum, `PAGE`, and the length of the name. */
const PAGE_HEAD = SUM + 1 + 4;

/**
 * A value as it is stored under `key`: a checksum of both, and the value as node:v8 serializes it, which is what
 * structuredClone keeps. (Two differences: a Buffer stays a Buffer; of a view only its own bytes are kept, so two views
 * of one ArrayBuffer come back as two.) Throws for a value that cannot be cloned.
 */
export const encodeValue = (key: Buffer, value: unknown): Buffer => {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(Buffer.alloc(SUM));
  serializer.writeHeader();
  serializer.writeValue(value);
  const bytes = serializer.releaseBuffer();
  bytes.writeUInt32LE(sumOfRecord(key, bytes));
  return bytes;
};

/** Memory for pages of usual size, one after the other: new memory for each is what would cost most. */
const SCRATCH = Buffer.alloc(256 * 1024);

/**
 * The same for a pair of a name and plain bytes, of which a large state has thousands: without serializing, and good only
 * until the next call.
 */
export const encodePage = (key: Buffer, name: string, page: Uint8Array): Buffer => {
  // Of every string, also of half of a pair.
  const nameBytes = Buffer.from(name, 'utf16le');
  const start = PAGE_HEAD + nameBytes.length;
  const size = start + page.length;
  const bytes = size <= SCRATCH.length ? SCRATCH.subarray(0, size) : Buffer.allocUnsafe(size);
  bytes[SUM] = PAGE;
  bytes.writeUInt32LE(nameBytes.length, SUM + 1);
  bytes.set(nameBytes, PAGE_HEAD);
  bytes.set(page, start);
  bytes.writeUInt32LE(sumOfRecord(key, bytes));
  return bytes;
};

const decodePage = (bytes: Buffer): readonly [name: string, page: Uint8Array] => {
  const start = PAGE_HEAD + bytes.readUInt32LE(SUM + 1);
  const page = new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return [bytes.toString('utf16le', PAGE_HEAD, start), page];
};

/** Throws an error with code 'damage' for bytes that were not made for this key. What is decoded may be a view of them. */
export const decodeValue = (key: Buffer, bytes: Buffer): unknown => {
  if (!isIntact(key, bytes)) throw damage(`the record ${key.toString('hex')} does not match its checksum`);
  if (bytes[SUM] === PAGE) return decodePage(bytes);
  try {
    const deserializer = new DefaultDeserializer(bytes);
    deserializer.readRawBytes(SUM);
    deserializer.readHeader();
    return deserializer.readValue();
  } catch (error) {
    const name = key.toString('hex');
    throw damage(`the record ${name} cannot be decoded; a newer version of Node may have written it`, error);
  }
};

export const isIntact = (key: Buffer, bytes: Buffer): boolean =>
  bytes.length > SUM && bytes.readUInt32LE() === sumOfRecord(key, bytes);

/** The same for a record that lies in a page: its key from `key` on, its value from there to `end`. */
export const isIntactIn = (page: Buffer, key: number, value: number, end: number): boolean =>
  end > value + SUM && page.readUInt32LE(value) === sumOf(page, value + SUM, end, sumOf(page, key, value));

const sumOfRecord = (key: Buffer, bytes: Buffer): number =>
  sumOf(bytes, SUM, bytes.length, sumOf(key, 0, key.length));

const damage = (message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), { code: 'damage' });
