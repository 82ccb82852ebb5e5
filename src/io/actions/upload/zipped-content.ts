import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Upload, UploadedPart } from '../../object-store/object-store.js';
import { checksumOf } from './checksum-of.js';
import type { Content } from './content.js';
import type { LargeContentOptions } from './large-content.js';
import { putInParts, putPart } from './put-in-parts.js';
import type { SettledFile } from './settled-file.js';
import type { Uploads } from './uploads.js';

/** A content whose length is known when it was sent, or measured. */
export interface ZippedContent extends Content {
  /** Reads all of the file, and sends nothing. */
  measure(): Promise<void>;
}

/** A large file that is compressed on its way, in parts: one is sent while the next is filled. */
export const zippedContent = (
  file: SettledFile,
  uploads: Uploads,
  { bytes: plain, length, progress, signal }: LargeContentOptions,
): ZippedContent => {
  let bytes = 0;
  let read = 0;

  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of file.pieces(plain)) {
      read += piece.length;
      yield piece;
    }
  }

  async function* zipped(): AsyncGenerator<Buffer, void, undefined> {
    [bytes, read] = [0, 0];
    // What goes wrong comes out of the last of them.
    const stream = pipeline(Readable.from(counted()), createGzip(), () => undefined);
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.length;
      yield piece;
    }
  }

  /** The same, in pieces that are as long as parts are. */
  async function* bodies(): AsyncGenerator<Buffer, void, undefined> {
    let pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of zipped()) {
      pieces.push(piece);
      size += piece.length;
      while (size >= length) {
        const all = Buffer.concat(pieces);
        yield all.subarray(0, length);
        pieces = [all.subarray(length)];
        size -= length;
      }
    }
    if (size > 0) yield Buffer.concat(pieces);
  }

  const sendAll = async (upload: Upload): Promise<readonly UploadedPart[]> => {
    const parts: UploadedPart[] = [];
    let sending: Promise<UploadedPart> | undefined;
    let told = 0;
    try {
      for await (const body of bodies()) {
        if (sending !== undefined) parts.push(await sending);
        progress?.sent(read - told);
        told = read;
        sending = putPart(uploads, upload, parts.length + 1, body, signal);
        // It is looked at when the next one is full.
        sending.catch(() => undefined);
      }
      if (sending !== undefined) parts.push(await sending);
      return parts;
    } finally {
      await sending?.catch(() => undefined);
    }
  };

  return {
    get bytes() {
      return bytes;
    },
    isLarge: true,
    measure: async () => {
      for await (const _ of zipped());
    },
    checksum: (algorithm) => checksumOf(algorithm, zipped()),
    hash: async () => {
      const hash = createHash('sha256');
      for await (const piece of zipped()) hash.update(piece);
      return hash.digest('hex').slice(0, 16);
    },
    // One is filled while the one before is sent.
    put: (key) =>
      uploads.budget.hold(2 * length, () =>
        putInParts(key, { uploads, signal, check: () => file.check(), send: sendAll }),
      ),
  };
};
