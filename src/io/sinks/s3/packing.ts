import * as zlib from 'node:zlib';
import { TidemarkError } from '../../../operators/tidemark-error.js';

/** How the text of objects is compressed: each piece by itself, so that one behind the other they are one file. */
export interface Packing {
  /** What keys end with; begins with a dot, or is empty. */
  readonly ending: '' | '.gz' | '.zst';
  /** Absent: that of what is in it. */
  readonly contentType?: string;
  pack(bytes: Uint8Array): Uint8Array;
}

/** Whether this Node has zstd: from 22.15 on. */
export const hasZstd = (): boolean => 'zstdCompressSync' in zlib;

/** Throws TidemarkError 'bad-options' for zstd where this Node has none. */
export const packingOf = (ending: Packing['ending']): Packing => {
  switch (ending) {
    case '':
      return { ending, pack: (bytes) => bytes };
    case '.gz':
      return { ending, contentType: 'application/gzip', pack: (bytes) => zlib.gzipSync(bytes) };
    case '.zst':
      return { ending, contentType: 'application/zstd', pack: zstd() };
  }
};

const zstd = (): Packing['pack'] => {
  const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
  if (typeof compress !== 'function')
    throw new TidemarkError(
      'bad-options',
      `Node ${process.versions.node} has no zstd; 22.15 has. Write gz, or run a newer Node.`,
    );
  return (bytes) => compress(bytes);
};
