import * as zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';

interface NodeWithZstd {
  zstdDecompressSync(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Buffer;
}

const hasZstd = (node: object): node is NodeWithZstd => 'zstdDecompressSync' in node;

/** Decompress pages, which say themselves how large they are: no more is made of them. Snappy is the library's own. */
export const pageUnpackers = (node: object = zlib): Compressors => ({
  GZIP: (bytes, length) => zlib.gunzipSync(bytes, { maxOutputLength: most(length) }),
  BROTLI: (bytes, length) => zlib.brotliDecompressSync(bytes, { maxOutputLength: most(length) }),
  ZSTD: (bytes, length) => {
    if (hasZstd(node)) return node.zstdDecompressSync(bytes, { maxOutputLength: most(length) });
    throw new Error('its pages are compressed with zstd, which Node reads from 22.15 on');
  },
});

const most = (length: number): number => Math.max(1, length);
