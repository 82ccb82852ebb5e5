import type { Unpacker } from '../unpacker.js';
import { zstdOfNode } from './zstd-of-node.js';
import { zstdOfWasm } from './zstd-of-wasm.js';
import { ZstdUnpacker } from './zstd-unpacker.js';

/** Unpackers of Zstandard, by Node itself where it can. */
export const zstdUnpackers = async (): Promise<() => Unpacker> => {
  const makeEngine = zstdOfNode() ?? (await zstdOfWasm());
  return () => new ZstdUnpacker(makeEngine);
};
