import type { BitReader } from './bit-reader.js';
import { DamagedBlock } from './damaged-block.js';

const MOST_BITS = 20;
const MOST_SYMBOLS = 258;

/** A code of Huffman's, of which the symbols of a block are written. */
export class Bzip2Code {
  /** By length: the largest word of that many bits, and what is taken off it for its place in `#symbols`. */
  readonly #largest = new Int32Array(MOST_BITS + 2);
  readonly #less = new Int32Array(MOST_BITS + 2);
  readonly #symbols = new Uint16Array(MOST_SYMBOLS);
  #shortest = MOST_BITS;
  #longest = 0;

  /** Reads how long the words of so many symbols are. */
  constructor(bits: BitReader, count: number) {
    const lengths = new Uint8Array(count);
    let length = bits.take(5);
    for (let symbol = 0; symbol < count; symbol++) {
      for (;;) {
        if (length < 1 || length > MOST_BITS) throw new DamagedBlock('a code that cannot be');
        if (bits.take(1) === 0) break;
        length += bits.take(1) === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
      this.#shortest = Math.min(this.#shortest, length);
      this.#longest = Math.max(this.#longest, length);
    }
    let word = 0;
    let before = 0;
    for (let bitCount = this.#shortest; bitCount <= this.#longest; bitCount++) {
      word <<= 1;
      this.#less[bitCount] = word - before;
      for (let symbol = 0; symbol < count; symbol++) {
        if (lengths[symbol] !== bitCount) continue;
        this.#symbols[before++] = symbol;
        word++;
      }
      this.#largest[bitCount] = word - 1;
    }
  }

  /** Reads a symbol. */
  read(bits: BitReader): number {
    const all = bits.peek(MOST_BITS);
    for (let length = this.#shortest; length <= this.#longest; length++) {
      const word = all >>> (MOST_BITS - length);
      if (word > (this.#largest[length] as number)) continue;
      bits.skip(length);
      const place = word - (this.#less[length] as number);
      if (place < 0 || place >= MOST_SYMBOLS) break;
      return this.#symbols[place] as number;
    }
    // Behind the end there are zeros, which may be no word.
    bits.skip(MOST_BITS);
    throw new DamagedBlock('a word that is of no code');
  }
}
