import type { Hold } from './memory-budget.js';

/** A piece costs the memory of an object, however few bytes it has: small ones are copied together. */
const SMALL = 4096;
const BLOCK = 16 * 1024;

/** Made once: there are such for every request. */
const NONE = Buffer.alloc(0);

/** The pieces of a body as they come, held in a budget from their coming on. */
export class CollectedBytes {
  #pieces: Buffer[] = [];
  /** The end of what small pieces were copied to last, with room behind. */
  #block = NONE;
  #used = 0;
  length = 0;

  constructor(private readonly hold: Hold) {}

  /** Throws a `Refused` where the budget has no room. */
  add(piece: Buffer): void {
    this.hold.take(piece.length);
    this.length += piece.length;
    if (piece.length >= SMALL) {
      this.#closeBlock();
      this.#pieces.push(piece);
    } else this.#copy(piece);
  }

  /** All bytes in one; this is empty then. Throws a `Refused` where there is no room to put them together. */
  join(): Buffer {
    this.#closeBlock();
    const pieces = this.#pieces;
    const [only] = pieces;
    if (only !== undefined && pieces.length === 1) {
      this.clear();
      return only;
    }
    const { length } = this;
    // For a moment they are there twice.
    this.hold.take(length);
    const bytes = Buffer.concat(pieces, length);
    this.clear();
    this.hold.give(length);
    return bytes;
  }

  clear(): void {
    this.#pieces = [];
    this.#block = NONE;
    this.#used = 0;
    this.length = 0;
  }

  #copy(piece: Buffer): void {
    // A body that comes at once is most often small, and needs no copy.
    if (this.#block.length === 0 && this.#pieces.length === 0) {
      this.#pieces.push(piece);
      return;
    }
    if (this.#block.length - this.#used < piece.length) {
      this.#closeBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK);
    }
    piece.copy(this.#block, this.#used);
    this.#used += piece.length;
  }

  #closeBlock(): void {
    if (this.#used === 0) return;
    this.#pieces.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }
}
