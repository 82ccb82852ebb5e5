import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { crc32 } from 'node:zlib';

const SUM = 4;

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
  bytes.writeUInt32LE(sumOf(key, bytes));
  return bytes;
};

/** Throws an error with code 'damage' for bytes that encodeValue did not make for this key. */
export const decodeValue = (key: Buffer, bytes: Buffer): unknown => {
  if (!isIntact(key, bytes)) throw damage(`the record ${key.toString('hex')} does not match its checksum`);
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
  bytes.length > SUM && bytes.readUInt32LE() === sumOf(key, bytes);

const sumOf = (key: Buffer, bytes: Buffer): number => crc32(bytes.subarray(SUM), crc32(key));

const damage = (message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), { code: 'damage' });
