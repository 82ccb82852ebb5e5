import { indexOfByte, lastIndexOfByte } from '../bytes/index-of-byte.js';

const LF = 0x0a;
const NOTHING = Buffer.alloc(0);
const FIRST_BYTES = 4096;

/**
 * Cuts chunks behind their last newline: what it gives holds whole lines, but for a line of more than `most` bytes, which is
 * given in pieces as soon as that is known.
 */
export class PartialLine {
  #held: Buffer = NOTHING;
  #length = 0;

  /** `isOpen`: within a line that is given in pieces. */
  constructor(
    private readonly most: number,
    private isOpen: boolean,
  ) {}

  /** Bytes held back. */
  get length(): number {
    return this.#length;
  }

  /** In file order; `isWhole`: whole lines. Bytes are lent until the next call. */
  push(bytes: Buffer, give: (bytes: Buffer, isWhole: boolean) => void): void {
    let from = 0;
    if (this.isOpen || this.#length > 0) {
      const newline = indexOfByte(bytes, LF, 0);
      from = newline === -1 ? bytes.length : newline + 1;
      this.#goOn(bytes.subarray(0, from), newline !== -1, give);
    }
    const to = lastIndexOfByte(bytes, LF, bytes.length) + 1;
    if (to > from) give(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to), true);
    if (bytes.length > Math.max(from, to)) this.#goOn(bytes.subarray(Math.max(from, to)), false, give);
  }

  /** What is held, as a line that has ended; empty where nothing is. */
  end(): Buffer {
    const line = this.#length === 0 ? NOTHING : Buffer.concat([this.#taken(), Buffer.from('\n')]);
    this.isOpen = false;
    return line;
  }

  #goOn(bytes: Buffer, ends: boolean, give: (bytes: Buffer, isWhole: boolean) => void): void {
    if (this.isOpen) {
      this.isOpen = !ends;
      give(bytes, false);
      return;
    }
    this.#hold(bytes);
    if (ends) give(this.#taken(), true);
    else if (this.#length > this.most) {
      this.isOpen = true;
      give(this.#taken(), false);
    }
  }

  #taken(): Buffer {
    const taken = this.#held.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Doubles, so that a line that arrives byte by byte costs a constant per byte. */
  #hold(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, FIRST_BYTES, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#length);
    this.#length = length;
  }
}
