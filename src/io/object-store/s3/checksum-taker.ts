import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { ChecksumAlgorithm } from '../checksum.js';
import { crc32Checksum } from '../crc32-of.js';

export interface ChecksumTaker {
  add(bytes: Uint8Array): void;
  /** In base64; once. */
  value(): Promise<string>;
}

/** Takes the sum of bytes that come piece by piece. CRC-32 and SHA are Node's own and fast; the others take ten times as long. */
export const checksumTaker = (algorithm: ChecksumAlgorithm): ChecksumTaker => {
  switch (algorithm) {
    case 'CRC32': {
      let sum = 0;
      return {
        add: (bytes) => {
          sum = crc32(bytes, sum);
        },
        value: async () => crc32Checksum(sum).value,
      };
    }
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm.toLowerCase());
      return { add: (bytes) => hash.update(bytes), value: async () => hash.digest('base64') };
    }
    case 'CRC32C':
    case 'CRC64NVME': {
      const sum = algorithm === 'CRC32C' ? new Crc32c() : new Crc64Nvme();
      return {
        add: (bytes) => sum.update(bytes),
        value: async () => Buffer.from(await sum.digest()).toString('base64'),
      };
    }
  }
};
