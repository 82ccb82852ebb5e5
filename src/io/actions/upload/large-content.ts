import { createHash } from 'node:crypto';
import { combinedCrc32 } from '../../object-store/combined-crc32.js';
import { crc32Checksum } from '../../object-store/crc32-of.js';
import type { Upload, UploadedPart } from '../../object-store/object-store.js';
import { checksumOf } from './checksum-of.js';
import type { Content } from './content.js';
import type { Progress } from './progress.js';
import { putInParts, putPart } from './put-in-parts.js';
import type { SettledFile } from './settled-file.js';
import type { Uploads } from './uploads.js';

/** Parts of one file that are sent at once. */
const AT_ONCE = 4;

export interface LargeContentOptions {
  readonly bytes: number;
  /** Of each part but the last. */
  readonly length: number;
  /** Told of what is there. */
  readonly progress: Progress | undefined;
  readonly signal: AbortSignal;
}

/** A file that goes in parts: each is read when it is sent, once, and it is never in memory whole. */
export const largeContent = (
  file: SettledFile,
  uploads: Uploads,
  { bytes, length, progress, signal }: LargeContentOptions,
): Content => {
  /** Of the bytes that were sent. */
  let sum: number | undefined;

  const sendPart = (upload: Upload, at: number): Promise<UploadedPart> => {
    const size = Math.min(length, bytes - at * length);
    return uploads.budget.hold(size, async () => {
      const body = Buffer.allocUnsafe(size);
      await file.read(body, at * length);
      const part = await putPart(uploads, upload, at + 1, body, signal);
      progress?.sent(size);
      return part;
    });
  };

  const sendParts = async (upload: Upload): Promise<readonly UploadedPart[]> => {
    const count = Math.ceil(bytes / length);
    const parts = new Map<number, UploadedPart>();
    let next = 0;
    const worker = async (): Promise<void> => {
      try {
        for (let at = next++; at < count; at = next++) parts.set(at, await sendPart(upload, at));
      } finally {
        // Where one has failed the others begin nothing more.
        next = count;
      }
    };
    const workers = Array.from({ length: Math.min(AT_ONCE, count) }, worker);
    // All have ended before the upload is taken back: a part that comes after that would be kept for ever.
    for (const ended of await Promise.allSettled(workers))
      if (ended.status === 'rejected') throw ended.reason;
    const sorted = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    sum = sumOf(sorted);
    return sorted;
  };

  return {
    bytes,
    isLarge: true,
    checksum: async (algorithm) =>
      algorithm === 'CRC32' && sum !== undefined
        ? crc32Checksum(sum).value
        : checksumOf(algorithm, file.pieces(bytes)),
    hash: async () => {
      const hash = createHash('sha256');
      for await (const piece of file.pieces(bytes)) hash.update(piece);
      return hash.digest('hex').slice(0, 16);
    },
    put: (key) => putInParts(key, { uploads, signal, check: () => file.check(), send: sendParts }),
  };
};

/** Undefined where they were sent under other sums. */
const sumOf = (parts: readonly UploadedPart[]): number | undefined => {
  let sum = 0;
  for (const { checksum, bytes } of parts) {
    if (checksum.algorithm !== 'CRC32') return undefined;
    sum = combinedCrc32(sum, Buffer.from(checksum.value, 'base64').readUInt32BE(), bytes);
  }
  return sum;
};
