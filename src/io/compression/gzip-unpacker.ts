import { Gunzip } from './gunzip.js';
import type { Unpacker } from './unpacker.js';

/** Compressed bytes that are decompressed at once: at gzip's highest ratio, that many make 16 MiB. */
const BLOCK_BYTES = 16 * 1024;

export class GzipUnpacker implements Unpacker {
  readonly name = 'gzip';
  readonly #ready: Buffer[] = [];
  readonly #gunzip = new Gunzip((piece) => this.#ready.push(piece));

  get problem(): string | undefined {
    return this.#gunzip.problem;
  }

  get isTorn(): boolean {
    return this.#gunzip.isTorn;
  }

  get hasGarbage(): boolean {
    return this.#gunzip.hasGarbage;
  }

  get isOver(): boolean {
    return this.#gunzip.isOver;
  }

  async *push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
    for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
      await this.#gunzip.push(bytes.subarray(from, from + BLOCK_BYTES));
      yield* this.#ready.splice(0);
    }
  }

  async *end(): AsyncGenerator<Buffer, void, undefined> {
    this.#gunzip.end();
    yield* this.#ready.splice(0);
  }

  close(): void {
    this.#gunzip.close();
  }
}
