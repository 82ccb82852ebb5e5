import { createHash } from 'node:crypto';
import { backoff } from '../../backoff.js';
import { combinedCrc32 } from '../../object-store/combined-crc32.js';
import { crc32Checksum } from '../../object-store/crc32-of.js';
import type { Upload, UploadedPart } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { completeNew } from '../../object-store/writing/complete-new.js';
import type { NewObject } from '../../object-store/writing/put-new.js';
import { checksumOf } from './checksum-of.js';
import type { Content } from './content.js';
import type { Progress } from './progress.js';
import type { SettledFile } from './settled-file.js';
import type { Uploads } from './uploads.js';

/** Parts of one file that are sent at once, and times that one is sent before the file is given up for now. */
const AT_ONCE = 4;
const TRIES = 4;
/** Bytes that are read at once where a file is only read. */
const PIECE = 1024 * 1024;

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
  const { store, guard, memory, requests, budget, clock, random } = uploads;
  /** Of the bytes that were sent. */
  let sum: number | undefined;

  async function* read(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes; from += PIECE) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes - from));
      await file.read(piece, from);
      yield piece;
    }
  }

  const putPart = async (upload: Upload, number: number, body: Uint8Array): Promise<UploadedPart> => {
    for (let tries = 1; ; tries++) {
      try {
        return await requests.ask(body.length, signal, (call) => store.putPart(upload, number, body, call));
      } catch (error) {
        if (!(error instanceof ObjectStoreFault && error.again) || tries === TRIES || signal.aborted)
          throw error;
        await clock.sleep(backoff(tries, random()), signal);
      }
    }
  };

  const sendPart = (upload: Upload, at: number): Promise<UploadedPart> => {
    const size = Math.min(length, bytes - at * length);
    return budget.hold(size, async () => {
      const body = Buffer.allocUnsafe(size);
      await file.read(body, at * length);
      const part = await putPart(upload, at + 1, body);
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
    return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  };

  const putOnce = async (key: string): Promise<NewObject> => {
    await uploads.takeBackLeft();
    const upload = await requests.ask(0, signal, (call) => store.createUpload(key, call));
    let forget: (() => Promise<void>) | undefined;
    let isOver = false;
    try {
      forget = await memory.remember(upload);
      const parts = await sendParts(upload);
      sum = sumOf(parts);
      await file.check();
      const hidesAbsent = await uploads.hidesAbsent(signal);
      const written = await requests.ask(0, signal, (call) =>
        completeNew(store, upload, parts, { ...call, guard, hidesAbsent }),
      );
      isOver = written !== undefined;
      return written;
    } finally {
      // Whoever is given up waits for nothing more: the next run takes it back.
      if (isOver || (!signal.aborted && (await uploads.abort(upload)))) await forget?.();
    }
  };

  return {
    bytes,
    isLarge: true,
    checksum: async (algorithm) =>
      algorithm === 'CRC32' && sum !== undefined ? crc32Checksum(sum).value : checksumOf(algorithm, read()),
    hash: async () => {
      const hash = createHash('sha256');
      for await (const piece of read()) hash.update(piece);
      return hash.digest('hex').slice(0, 16);
    },
    put: async (key) => {
      try {
        return await putOnce(key);
      } catch (error) {
        // Of an upload that has met another writer nothing is of use: it is begun anew.
        if (!(error instanceof ObjectStoreFault && error.class === 'conflict') || signal.aborted) throw error;
        await clock.sleep(backoff(1, random()), signal);
        return putOnce(key);
      }
    },
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
