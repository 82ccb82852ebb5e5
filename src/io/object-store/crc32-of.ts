import { crc32 } from 'node:zlib';
import type { Checksum } from './checksum.js';

/** A CRC-32 as stores say it. */
export const crc32Checksum = (sum: number): Checksum => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  return { algorithm: 'CRC32', value: bytes.toString('base64') };
};

/** Of these bytes. */
export const crc32Of = (bytes: Uint8Array): Checksum => crc32Checksum(crc32(bytes));
