/** There is more to come before these bits can be read: thrown, for a block is read whole or not at all. */
export class MoreBits extends Error {}

const more = new MoreBits('more');

/** Zeros that have to stand behind the last byte. */
export const PADDING = Buffer.alloc(4);

/** Reads bits of bytes, the highest of each first. */
export class BitReader {
  #bytes: Uint8Array = PADDING;
  #end = 0;
  /** Of the next bit. */
  position = 0;

  /** Reads on in other bytes, from their first on, of which `PADDING` is the end. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#end = (bytes.length - PADDING.length) * 8;
    this.position = 0;
  }

  /** The next bits, at most 24, as a number; throws `MoreBits`. */
  take(count: number): number {
    const bits = this.peek(count);
    this.skip(count);
    return bits;
  }

  /** Bits behind the position. */
  get left(): number {
    return this.#end - this.position;
  }

  /** The next bits, at most 24, which stay the next; behind the last there are zeros. */
  peek(count: number): number {
    const bytes = this.#bytes;
    const at = this.position >> 3;
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    return (word << (this.position & 7)) >>> (32 - count);
  }

  /** Throws `MoreBits`. */
  skip(count: number): void {
    this.position += count;
    if (this.position > this.#end) throw more;
  }

  /** The next bits are those of a byte. */
  align(): void {
    this.position = (this.position + 7) & ~7;
  }
}
