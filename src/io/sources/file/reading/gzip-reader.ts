import { createGunzip } from 'node:zlib';
import { type Descriptor, readDescriptor, statDescriptor } from '../../../disk/descriptor.js';

/** Compressed bytes given to zlib at once: at gzip's highest ratio, that many make 16 MiB. */
const BLOCK_BYTES = 16 * 1024;

/** Reads what a gzip file of any number of members holds, forwards; going back begins anew. */
export class GzipReader {
  /** Why the content ends before the file does; undefined while nothing is wrong. */
  problem: string | undefined;
  /** Compressed bytes read. */
  raw = 0;
  #gunzip = createGunzip();
  #ready: Buffer[] = [];
  /** Offset in the content of the first byte that is ready. */
  #at = 0;
  /** Size of the file when its end, or a fault, was reached. */
  #endedAt: number | undefined;
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

  constructor(
    private readonly descriptor: Descriptor,
    private readonly onRead: (bytes: number) => void,
  ) {
    this.#listen();
  }

  /** Fills the buffer with the content from `at` on, as far as there is any; answers with the number of bytes. */
  async read(buffer: Buffer, at: number): Promise<number> {
    // At the end, one more look: another member, or the rest of a cut one, may have been added.
    const grown = this.#endedAt !== undefined && (await this.#size()) > this.#endedAt;
    if (at < this.#at || (grown && at >= this.#at + this.#readyBytes())) this.#restart();
    let filled = 0;
    while (filled < buffer.length) {
      const first = this.#ready[0];
      if (first === undefined) {
        if (this.#endedAt !== undefined) break;
        await this.#more();
        continue;
      }
      const skipped = Math.min(first.length, Math.max(0, at - this.#at));
      const copied = first.copy(buffer, filled, skipped);
      filled += copied;
      this.#at += skipped + copied;
      at += copied;
      if (skipped + copied === first.length) this.#ready.shift();
      else this.#ready[0] = first.subarray(skipped + copied);
    }
    return filled;
  }

  close(): void {
    this.#gunzip.removeAllListeners();
    this.#gunzip.on('error', () => undefined);
    this.#gunzip.destroy();
    this.#ready = [];
  }

  async #size(): Promise<number> {
    return Number((await statDescriptor(this.descriptor)).size);
  }

  #readyBytes(): number {
    return this.#ready.reduce((sum, { length }) => sum + length, 0);
  }

  #restart(): void {
    this.close();
    this.problem = undefined;
    this.raw = 0;
    this.#at = 0;
    this.#endedAt = undefined;
    this.#gunzip = createGunzip();
    this.#listen();
  }

  #listen(): void {
    this.#gunzip.on('data', (bytes: Buffer) => this.#ready.push(bytes));
  }

  /** Decompresses one more block; what it gives is ready afterwards. */
  async #more(): Promise<void> {
    const bytesRead = await readDescriptor(this.descriptor, this.#block, this.raw);
    this.raw += bytesRead;
    this.onRead(bytesRead);
    const gunzip = this.#gunzip;
    const error = await new Promise<Error | undefined>((resolve) => {
      // What was decompressed before the fault has been handed over as data by then.
      gunzip.once('error', resolve);
      const done = () => {
        gunzip.off('error', resolve);
        resolve(undefined);
      };
      if (bytesRead > 0) gunzip.write(this.#block.subarray(0, bytesRead), (failed) => failed ?? done());
      else gunzip.once('end', done).end();
    });
    if (bytesRead === 0 || error !== undefined) this.#endedAt = await this.#size();
    if (error !== undefined) {
      const cut = 'code' in error && error.code === 'Z_BUF_ERROR';
      this.problem = cut ? 'it is cut off before its end' : `it is damaged (${error.message})`;
    }
  }
}
