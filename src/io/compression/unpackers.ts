import { GzipUnpacker } from './gzip-unpacker.js';
import { otherCompression, otherText } from './other-compression.js';
import type { CompressionName, Unpacker } from './unpacker.js';
import { beginsAsZstd } from './zstd/zstd-frame.js';

/** So many first bytes tell. */
const FEWEST: Readonly<Record<CompressionName, number>> = { gzip: 2, zstd: 4, bzip2: 10 };
/** A block, or the end of one that holds nothing. */
const BZIP2_BLOCKS = [Buffer.from('314159265359', 'hex'), Buffer.from('177245385090', 'hex')];

/** How input is compressed, as its first bytes tell. */
export type Compressed =
  | { readonly kind: 'plain' }
  /** Too few bytes to tell. */
  | { readonly kind: 'more' }
  | { readonly kind: 'packed'; readonly name: CompressionName }
  /** In a way that is not read here. */
  | { readonly kind: 'refused'; readonly why: string };

/** How the input is compressed that begins so. */
export const compressed = (first: Buffer): Compressed => {
  const name = nameOf(first);
  if (name !== undefined) return first.length < FEWEST[name] ? { kind: 'more' } : { kind: 'packed', name };
  const other = otherCompression(first);
  if (other === undefined) return { kind: 'plain' };
  return other === 'more' ? { kind: 'more' } : { kind: 'refused', why: otherText(other) };
};

function nameOf(first: Buffer): CompressionName | undefined {
  if (first.length === 0) return undefined;
  if (first[0] === 0x1f && (first.length < 2 || first[1] === 0x8b)) return 'gzip';
  if (beginsAsZstd(first)) return 'zstd';
  return beginsAsBzip2(first) ? 'bzip2' : undefined;
}

function beginsAsBzip2(first: Buffer): boolean {
  const header = first.toString('latin1', 0, 4);
  if (!'BZh'.startsWith(header.slice(0, 3)) || !/^[1-9]?$/.test(header.slice(3))) return false;
  const block = first.subarray(4, FEWEST.bzip2);
  return BZIP2_BLOCKS.some((begin) => block.equals(begin.subarray(0, block.length)));
}

/** Makes unpackers of one kind. What they need is loaded now, for few do. */
export const unpackersOf = async (name: CompressionName): Promise<() => Unpacker> => {
  switch (name) {
    case 'gzip':
      return () => new GzipUnpacker();
    case 'zstd': {
      const { zstdUnpackers } = await import('./zstd/zstd-unpackers.js');
      return zstdUnpackers();
    }
    case 'bzip2': {
      const { Bzip2Unpacker } = await import('./bzip2/bzip2-unpacker.js');
      return () => new Bzip2Unpacker();
    }
  }
};
