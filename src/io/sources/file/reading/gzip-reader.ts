import { type Descriptor, readDescriptor, statDescriptor } from '../../../disk/descriptor.js';
import { Gunzip } from '../../../gzip/gunzip.js';

/** Compressed bytes given to zlib at once: at gzip's highest ratio, that many make 16 MiB. */
const BLOCK_BYTES = 16 * 1024;

/** Reads what a gzip file of any number of members holds, forwards; going back begins anew. */
export class GzipReader {
  /** Compressed bytes read. */
  raw = 0;
  #gunzip = this.#begun();
  #ready: Buffer[] = [];
  /** Offset in the content of the first byte that is ready. */
  #at = 0;
  /** Size of the file when its end, or a fault, was reached. */
  #endedAt: number | undefined;
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

  constructor(
    private readonly descriptor: Descriptor,
    private readonly onRead: (bytes: number) => void,
  ) {}

  /** Why there may be less than there was; undefined while nothing is wrong. */
  get problem(): string | undefined {
    return this.#gunzip.problem;
  }

  /** The content breaks off in the midst of what it was. */
  get isTorn(): boolean {
    return this.#gunzip.isTorn;
  }

  /** There is something after its end that is no gzip data, and was left out. */
  get hasGarbage(): boolean {
    return this.#gunzip.hasGarbage;
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
    this.#gunzip.close();
    this.#ready = [];
  }

  async #size(): Promise<number> {
    return Number((await statDescriptor(this.descriptor)).size);
  }

  #readyBytes(): number {
    return this.#ready.reduce((sum, { length }) => sum + length, 0);
  }

  #begun(): Gunzip {
    return new Gunzip((bytes) => this.#ready.push(bytes));
  }

  #restart(): void {
    this.close();
    this.raw = 0;
    this.#at = 0;
    this.#endedAt = undefined;
    this.#gunzip = this.#begun();
  }

  /** Decompresses one more block; what it gives is ready afterwards. */
  async #more(): Promise<void> {
    const bytesRead = await readDescriptor(this.descriptor, this.#block, this.raw);
    this.raw += bytesRead;
    this.onRead(bytesRead);
    const gunzip = this.#gunzip;
    if (bytesRead > 0) await gunzip.push(this.#block.subarray(0, bytesRead));
    else gunzip.end();
    if (gunzip.isOver) this.#endedAt = await this.#size();
  }
}
