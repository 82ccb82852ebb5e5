import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { zstdFrame } from '../../../../compression/zstd/zstd-frame.js';

/** What bytes hold, in pieces, made as they are taken; throws where they are damaged or end early. */
export type Decoder = (bytes: Buffer) => AsyncIterable<Buffer>;

/** Each piece costs a turn of the loop. */
const PIECES = { chunkSize: 64 * 1024 };
/** What browsers hold of what came before, and RFC 9659 allows. */
const MOST_ZSTD_WINDOW = 8 * 2 ** 20;

/** The decoder of a coding by its name in Content-Encoding, lower case; undefined where it is none that is known. */
export const decoderOf = async (coding: string, body: Buffer): Promise<Decoder | undefined> => {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return (bytes) => createGunzip(PIECES).end(bytes);
    case 'deflate': {
      // Some mean it without its wrapping, which is a multiple of 31 and begins with the method 8.
      const isWrapped = body.length > 1 && ((body[0] ?? 0) & 15) === 8 && body.readUInt16BE(0) % 31 === 0;
      return (bytes) => (isWrapped ? createInflate(PIECES) : createInflateRaw(PIECES)).end(bytes);
    }
    case 'br':
      return (bytes) => createBrotliDecompress(PIECES).end(bytes);
    case 'zstd':
      return zstd();
    default:
      return undefined;
  }
};

/** By Node itself where it can, loaded when the first such body comes. */
const zstd = async (): Promise<Decoder> => {
  const { zstdUnpackers } = await import('../../../../compression/zstd/zstd-unpackers.js');
  const unpacker = await zstdUnpackers();
  return async function* (bytes) {
    const frame = zstdFrame(bytes);
    if (typeof frame === 'object' && frame.kind === 'frame' && frame.window > MOST_ZSTD_WINDOW)
      throw new Error('it needs more than 8 MiB of what came before, which browsers refuse');
    const one = unpacker();
    try {
      yield* one.push(bytes);
      yield* one.end();
      if (one.problem !== undefined) throw new Error(one.problem);
    } finally {
      one.close();
    }
  };
};
