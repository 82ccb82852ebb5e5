import { checksumOf } from '../../actions/upload/checksum-of.js';
import type { Content } from '../../actions/upload/content.js';
import { putInParts, putPart } from '../../actions/upload/put-in-parts.js';
import { smallContent } from '../../actions/upload/small-content.js';
import type { Uploads } from '../../actions/upload/uploads.js';
import type { Upload, UploadedPart } from '../../object-store/object-store.js';
import { partSize } from '../../object-store/writing/part-size.js';

/** Parts of one object that are sent at once, while one more is filled. */
const AT_ONCE = 3;
/** Bytes up to which an object goes in one request. */
const SMALL = 8 * 1024 * 1024;

export interface ObjectContentOptions {
  readonly bytes: number;
  /** Its bytes from the beginning, as often as they are asked for. */
  readonly read: () => AsyncIterable<Uint8Array>;
  readonly uploads: Uploads;
  readonly signal: AbortSignal;
}

/** An object whose bytes are fixed and not in memory: a small one goes at once, a large one in parts. */
export const objectContent = async (options: ObjectContentOptions): Promise<Omit<Content, 'hash'>> => {
  const { bytes, read, uploads, signal } = options;
  if (bytes > SMALL) return largeObject(options);
  const pieces: Uint8Array[] = [];
  for await (const piece of read()) pieces.push(piece);
  return smallContent(Buffer.concat(pieces), uploads, signal);
};

/** Bytes in memory while an object of that length is sent, at most. */
export const bytesHeld = (bytes: number): number =>
  bytes > SMALL ? (AT_ONCE + 1) * (partSize(bytes) ?? SMALL) : bytes;

const largeObject = ({ bytes, read, uploads, signal }: ObjectContentOptions): Omit<Content, 'hash'> => {
  const sendAll = async (upload: Upload): Promise<readonly UploadedPart[]> => {
    const parts: UploadedPart[] = [];
    const flying = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    let number = 0;
    for await (const body of inParts(read(), partSize(bytes) ?? SMALL)) {
      const own = ++number;
      const sending = putPart(uploads, upload, own, body, signal)
        .then((part) => void parts.push(part))
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => flying.delete(sending));
      flying.add(sending);
      if (flying.size === AT_ONCE) await Promise.race(flying);
      if (failure !== undefined) break;
    }
    // A part that comes after the upload was taken back would be kept for ever.
    await Promise.all(flying);
    if (failure !== undefined) throw failure.error;
    return parts.sort((a, b) => a.number - b.number);
  };
  return {
    bytes,
    isLarge: true,
    checksum: (algorithm) => checksumOf(algorithm, read()),
    put: (key) => putInParts(key, { uploads, signal, send: sendAll }),
  };
};

/** The same bytes in pieces of one length, but for the last. */
async function* inParts(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let part = Buffer.allocUnsafe(length);
  let filled = 0;
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const taken = Math.min(length - filled, piece.length - from);
      part.set(piece.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled < length) continue;
      yield part;
      part = Buffer.allocUnsafe(length);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
