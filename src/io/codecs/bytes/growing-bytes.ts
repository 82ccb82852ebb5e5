const FIRST_BYTES = 4096;

/** Bytes that are put together; doubles its room, so that one byte at a time costs a constant. */
export class GrowingBytes {
  #room: Buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Lent until the next `add`. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  add(bytes: Buffer, from = 0): void {
    const length = this.#length + bytes.length - from;
    if (length > this.#room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, FIRST_BYTES, this.#room.length * 2));
      this.#room.copy(larger, 0, 0, this.#length);
      this.#room = larger;
    }
    bytes.copy(this.#room, this.#length, from);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
  }
}
