import { GrowingBytes } from '../bytes/growing-bytes.js';
import { indexOfByte, lastIndexOfByte } from '../bytes/index-of-byte.js';

const LF = 0x0a;

/**
 * Cuts chunks behind their last newline: what it gives holds whole lines, but for a line of more than `most` bytes, which is
 * given in pieces as soon as that is known.
 */
export class PartialLine {
  readonly #held = new GrowingBytes();

  /** `isOpen`: within a line that is given in pieces. */
  constructor(
    private readonly most: number,
    private isOpen: boolean,
  ) {}

  /** Bytes held back. */
  get length(): number {
    return this.#held.length;
  }

  /** In file order; `isWhole`: whole lines. Bytes are lent until the next call. */
  push(bytes: Buffer, give: (bytes: Buffer, isWhole: boolean) => void): void {
    let from = 0;
    if (this.isOpen || this.#held.length > 0) {
      const newline = indexOfByte(bytes, LF, 0);
      from = newline === -1 ? bytes.length : newline + 1;
      this.#goOn(bytes.subarray(0, from), newline !== -1, give);
    }
    const to = Math.max(from, lastIndexOfByte(bytes, LF, bytes.length) + 1);
    if (to > from) give(bytes.subarray(from, to), true);
    if (bytes.length > to) this.#goOn(bytes.subarray(to), false, give);
  }

  /** What is held, which is held no more. */
  take(): Buffer {
    const { bytes } = this.#held;
    this.#held.clear();
    return bytes;
  }

  #goOn(bytes: Buffer, ends: boolean, give: (bytes: Buffer, isWhole: boolean) => void): void {
    if (this.isOpen) {
      this.isOpen = !ends;
      give(bytes, false);
      return;
    }
    this.#held.add(bytes);
    if (ends) give(this.take(), true);
    else if (this.#held.length > this.most) {
      this.isOpen = true;
      give(this.take(), false);
    }
  }
}
