import * as zlib from 'node:zlib';
import { Inflater } from '../inflater.js';
import { MOST_WINDOW_LOG, WrongChecksum, type ZstdEngine } from './zstd-engine.js';

interface NodeWithZstd {
  createZstdDecompress(options: { readonly params: Readonly<Record<number, number>> }): zlib.InflateRaw;
}

/** `ZSTD_d_windowLogMax` of zlib's constants. */
const WINDOW_LOG_MAX = 100;

const WRONG_CHECKSUM = 'ZSTD_error_checksum_wrong';

const hasZstd = (node: object): node is NodeWithZstd =>
  'createZstdDecompress' in node && typeof node.createZstdDecompress === 'function';

/** Makes engines of what Node itself has, from 22.15 on; undefined before. */
export const zstdOfNode = (node: object = zlib): (() => ZstdEngine) | undefined =>
  hasZstd(node)
    ? () => new NodeEngine(node.createZstdDecompress({ params: { [WINDOW_LOG_MAX]: MOST_WINDOW_LOG } }))
    : undefined;

class NodeEngine implements ZstdEngine {
  readonly #ready: Buffer[] = [];
  readonly #inflater: Inflater;

  constructor(stream: zlib.InflateRaw) {
    this.#inflater = new Inflater((piece) => this.#ready.push(piece), stream);
  }

  async push(bytes: Uint8Array): Promise<readonly Buffer[]> {
    const { error } = await this.#inflater.push(bytes);
    if (error !== undefined) {
      throw 'code' in error && error.code === WRONG_CHECKSUM ? new WrongChecksum() : error;
    }
    return this.#ready.splice(0);
  }

  close(): void {
    this.#inflater.close();
  }
}
