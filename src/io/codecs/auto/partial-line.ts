import { GrowingBytes } from '../bytes/growing-bytes.js';
import { indexOfByte, lastIndexOfByte } from '../bytes/index-of-byte.js';

const LF = 0x0a;

/** `lines`: whole lines. `long`: a line that is too long, or how it begins. `rest`: more of that. */
export type PieceKind = 'lines' | 'long' | 'rest';

type Give = (bytes: Buffer, kind: PieceKind) => void;

/**
 * Cuts chunks behind their last newline. A line of more than `most` bytes is given by itself, in pieces as soon as it is known
 * for one: what is made of it must not depend on whether it came whole.
 */
export class PartialLine {
  readonly #held = new GrowingBytes();

  constructor(
    private readonly most: number,
    private isOpen: boolean,
  ) {}

  /** Bytes held back. */
  get length(): number {
    return this.#held.length;
  }

  /** Within a line that is given in pieces. */
  get isWithinLong(): boolean {
    return this.isOpen;
  }

  /** In file order. Bytes are lent until the next call. */
  push(bytes: Buffer, give: Give): void {
    let from = 0;
    if (this.isOpen || this.#held.length > 0) {
      const newline = indexOfByte(bytes, LF, 0);
      from = newline === -1 ? bytes.length : newline + 1;
      this.#goOn(bytes.subarray(0, from), newline !== -1, give);
    }
    const to = Math.max(from, lastIndexOfByte(bytes, LF, bytes.length) + 1);
    if (to > from) this.#giveLines(bytes.subarray(from, to), give);
    if (bytes.length > to) this.#goOn(bytes.subarray(to), false, give);
  }

  /** What is held, which is held no more; a line that was given in pieces is gone on with elsewhere. */
  take(): Buffer {
    const { bytes } = this.#held;
    this.#held.clear();
    this.isOpen = false;
    return bytes;
  }

  #goOn(bytes: Buffer, ends: boolean, give: Give): void {
    if (this.isOpen) {
      this.isOpen = !ends;
      give(bytes, 'rest');
      return;
    }
    this.#held.add(bytes);
    if (ends) this.#giveLines(this.take(), give);
    else if (this.#held.length > this.most) {
      const line = this.take();
      this.isOpen = true;
      give(line, 'long');
    }
  }

  #giveLines(bytes: Buffer, give: Give): void {
    let given = 0;
    // Only so many bytes can hold one that is too long.
    if (bytes.length > this.most + 1) {
      for (let from = 0; from < bytes.length; ) {
        const next = indexOfByte(bytes, LF, from) + 1;
        if (next - 1 - from > this.most) {
          if (from > given) give(bytes.subarray(given, from), 'lines');
          give(bytes.subarray(from, next), 'long');
          given = next;
        }
        from = next;
      }
    }
    if (given < bytes.length) give(given === 0 ? bytes : bytes.subarray(given), 'lines');
  }
}
