import type { Unpacker } from '../../../compression/unpacker.js';
import { type Descriptor, readDescriptor, statDescriptor } from '../../../disk/descriptor.js';

const BLOCK_BYTES = 16 * 1024;

/** Reads what a compressed file holds, forwards; going back begins anew. */
export class PackedReader {
  /** Compressed bytes read. */
  raw = 0;
  #unpacker: Unpacker;
  /** What the block that was read last holds; undefined where all of it has been taken. */
  #pieces: AsyncGenerator<Buffer, void, undefined> | undefined;
  #ready: Buffer | undefined;
  /** Offset in the content of the first byte that is ready. */
  #at = 0;
  /** Size of the file when its end, or a fault, was reached. */
  #endedAt: number | undefined;
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

  constructor(
    private readonly descriptor: Descriptor,
    private readonly makeUnpacker: () => Unpacker,
    private readonly onRead: (bytes: number) => void,
  ) {
    this.#unpacker = makeUnpacker();
  }

  /** What it is compressed with. */
  get name(): Unpacker['name'] {
    return this.#unpacker.name;
  }

  /** Why there may be less than there was; undefined while nothing is wrong. */
  get problem(): string | undefined {
    return this.#unpacker.problem;
  }

  /** The content breaks off in the midst of what it was. */
  get isTorn(): boolean {
    return this.#unpacker.isTorn;
  }

  /** There is something after its end that is no such data, and was left out. */
  get hasGarbage(): boolean {
    return this.#unpacker.hasGarbage;
  }

  /** Fills the buffer with the content from `at` on, as far as there is any; answers with the number of bytes. */
  async read(buffer: Buffer, at: number): Promise<number> {
    // At the end, one more look: another part, or the rest of a cut one, may have been added.
    const grown = this.#endedAt !== undefined && (await this.#size()) > this.#endedAt;
    if (at < this.#at || (grown && at >= this.#at + (this.#ready?.length ?? 0))) this.#restart();
    let filled = 0;
    while (filled < buffer.length) {
      const ready = this.#ready;
      if (ready === undefined) {
        if (!(await this.#more())) break;
        continue;
      }
      const skipped = Math.min(ready.length, Math.max(0, at - this.#at));
      const copied = ready.copy(buffer, filled, skipped);
      filled += copied;
      this.#at += skipped + copied;
      at += copied;
      this.#ready = skipped + copied === ready.length ? undefined : ready.subarray(skipped + copied);
    }
    return filled;
  }

  close(): void {
    this.#unpacker.close();
    this.#pieces = undefined;
    this.#ready = undefined;
  }

  async #size(): Promise<number> {
    return Number((await statDescriptor(this.descriptor)).size);
  }

  #restart(): void {
    this.close();
    this.raw = 0;
    this.#at = 0;
    this.#endedAt = undefined;
    this.#unpacker = this.makeUnpacker();
  }

  /** Makes one more piece ready; false at the end. */
  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces?.next();
      if (next !== undefined && next.done !== true) {
        this.#ready = next.value;
        return true;
      }
      this.#pieces = undefined;
      if (this.#endedAt !== undefined) return false;
      if (this.#unpacker.isOver) {
        this.#endedAt = await this.#size();
        return false;
      }
      const bytesRead = await readDescriptor(this.descriptor, this.#block, this.raw);
      this.raw += bytesRead;
      this.onRead(bytesRead);
      this.#pieces =
        bytesRead > 0 ? this.#unpacker.push(this.#block.subarray(0, bytesRead)) : this.#unpacker.end();
    }
  }
}
