import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/**
 * Bit by bit the definition, and as a table eight bits at once; judges what is computed elsewhere, so it is computed another
 * way.
 */
const table32 = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    return sum >>> 0;
  });

const CASTAGNOLI = table32(0x82f63b78);

const crc32c = (bytes: Uint8Array): Buffer => {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (CASTAGNOLI[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  const out = Buffer.alloc(4);
  out.writeUInt32BE(~sum >>> 0);
  return out;
};

const NVME = Array.from({ length: 256 }, (_, byte) => {
  let sum = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) sum = sum & 1n ? (sum >> 1n) ^ 0x9a6c9329ac4bc9b5n : sum >> 1n;
  return sum;
});
const NVME_HIGH = Uint32Array.from(NVME, (sum) => Number(sum >> 32n));
const NVME_LOW = Uint32Array.from(NVME, (sum) => Number(sum & 0xffffffffn));

const crc64nvme = (bytes: Uint8Array): Buffer => {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const at = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (NVME_LOW[at] ?? 0);
    high = (high >>> 8) ^ (NVME_HIGH[at] ?? 0);
  }
  const out = Buffer.alloc(8);
  out.writeUInt32BE(~high >>> 0, 0);
  out.writeUInt32BE(~low >>> 0, 4);
  return out;
};

const plainCrc32 = (bytes: Uint8Array): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(crc32(bytes));
  return out;
};

export const rawSum = (algorithm: Algorithm, bytes: Uint8Array): Buffer => {
  switch (algorithm) {
    case 'CRC32':
      return plainCrc32(bytes);
    case 'CRC32C':
      return crc32c(bytes);
    case 'CRC64NVME':
      return crc64nvme(bytes);
    default:
      return createHash(algorithm.toLowerCase()).update(bytes).digest();
  }
};

/** As `x-amz-checksum-*` has it. */
export const sumOf = (algorithm: Algorithm, bytes: Uint8Array): string =>
  rawSum(algorithm, bytes).toString('base64');

export const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** `crc64nvme` and the like, as in names of headers. */
export const headerOf = (algorithm: Algorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;
