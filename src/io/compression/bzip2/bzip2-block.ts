import type { BitReader } from './bit-reader.js';
import { Bzip2Code } from './bzip2-code.js';
import { bzip2Sum } from './bzip2-sum.js';
import { DamagedBlock } from './damaged-block.js';

const PIECE_BYTES = 64 * 1024;
const FEWEST_CODES = 2;
const MOST_CODES = 6;
/** So many symbols are written in one code. */
const SYMBOLS_A_CODE = 50;
const RUN_A = 0;
const RUN_B = 1;
/** So many of one byte, and how many more there are is written behind them. */
const REPEATED = 4;

/** A block of bzip2 data, which has been read whole; its content is made of it when it is asked for. */
export class Bzip2Block {
  /** What is in it, sorted; then where the next byte of the content is, and in the lowest eight bits a byte. */
  readonly #places: Uint32Array;
  #length = 0;
  #first = 0;
  #sum = 0;

  /** `most`: bytes of the largest block. */
  constructor(readonly most: number) {
    this.#places = new Uint32Array(most);
  }

  /** Reads a block behind what it begins with; throws `DamagedBlock`, and `MoreBits` where it has not come whole. */
  read(bits: BitReader): void {
    this.#length = 0;
    this.#sum = (bits.take(16) << 16) | bits.take(16);
    if (bits.take(1) === 1) throw new DamagedBlock('it is of a kind that has not been written since 1997');
    this.#first = bits.take(24);
    const used = usedBytes(bits);
    const { codes, order } = codesOf(bits, used.length + 2);
    this.#symbols(bits, used, codes, order);
    this.#link();
  }

  /** The content; answers whether its checksum fits. */
  *content(): Generator<Buffer, boolean, undefined> {
    const places = this.#places;
    let sum = -1;
    let piece = Buffer.allocUnsafe(PIECE_BYTES);
    let at = 0;
    let place = this.#first;
    let last = -1;
    let same = 0;
    for (let left = this.#length; left > 0; left--) {
      const entry = places[place] as number;
      const byte = entry & 0xff;
      place = entry >>> 8;
      const times = same === REPEATED ? byte : 1;
      const written = same === REPEATED ? last : byte;
      for (let i = 0; i < times; i++) {
        if (at === PIECE_BYTES) {
          sum = bzip2Sum(piece, sum);
          yield piece;
          piece = Buffer.allocUnsafe(PIECE_BYTES);
          at = 0;
        }
        piece[at++] = written;
      }
      if (same === REPEATED) {
        same = 0;
        last = -1;
      } else {
        same = byte === last ? same + 1 : 1;
        last = byte;
      }
    }
    const rest = piece.subarray(0, at);
    sum = bzip2Sum(rest, sum);
    if (at > 0) yield rest;
    return ~sum === this.#sum;
  }

  /** The checksum that is written of it. */
  get sum(): number {
    return this.#sum;
  }

  #symbols(bits: BitReader, used: Uint8Array, codes: readonly Bzip2Code[], order: Uint8Array): void {
    const places = this.#places;
    const end = used.length + 1;
    const front = Uint8Array.from(used);
    let length = 0;
    let run = 0;
    let weight = 1;
    let code = codes[0] as Bzip2Code;
    for (let read = 0; ; read++) {
      if (read % SYMBOLS_A_CODE === 0) {
        const group = order[read / SYMBOLS_A_CODE];
        if (group === undefined) throw new DamagedBlock('more symbols than it says');
        code = codes[group] as Bzip2Code;
      }
      const symbol = code.read(bits);
      if (symbol === RUN_A || symbol === RUN_B) {
        run += symbol === RUN_A ? weight : 2 * weight;
        weight *= 2;
        // Before it is too large for a number: a run is written only as far as there is room.
        if (run > this.most) throw new DamagedBlock('a run that is too long');
        continue;
      }
      if (run > 0) {
        if (length + run > this.most) throw new DamagedBlock('it is too long');
        places.fill(front[0] as number, length, length + run);
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) break;
      if (length === this.most) throw new DamagedBlock('it is too long');
      const place = symbol - 1;
      const byte = front[place] as number;
      for (let i = place; i > 0; i--) front[i] = front[i - 1] as number;
      front[0] = byte;
      places[length++] = byte;
    }
    this.#length = length;
    if (this.#first >= length) throw new DamagedBlock('it begins behind its end');
  }

  /** Undoes the sorting (Burrows and Wheeler). */
  #link(): void {
    const places = this.#places;
    const length = this.#length;
    const starts = new Uint32Array(257);
    for (let i = 0; i < length; i++) {
      const after = ((places[i] as number) & 0xff) + 1;
      starts[after] = (starts[after] as number) + 1;
    }
    for (let byte = 1; byte < 257; byte++)
      starts[byte] = (starts[byte] as number) + (starts[byte - 1] as number);
    for (let i = 0; i < length; i++) {
      const byte = (places[i] as number) & 0xff;
      const at = starts[byte] as number;
      starts[byte] = at + 1;
      places[at] = (places[at] as number) | (i << 8);
    }
    this.#first = (places[this.#first] as number) >>> 8;
  }
}

/** Which bytes occur in a block. */
function usedBytes(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const sixteens = bits.take(16);
  for (let high = 0; high < 16; high++) {
    if ((sixteens & (0x8000 >> high)) === 0) continue;
    const bytes = bits.take(16);
    for (let low = 0; low < 16; low++) if ((bytes & (0x8000 >> low)) !== 0) used.push(16 * high + low);
  }
  if (used.length === 0) throw new DamagedBlock('no byte occurs in it');
  return Uint8Array.from(used);
}

interface Codes {
  readonly codes: readonly Bzip2Code[];
  /** Which of them each fifty symbols are written in. */
  readonly order: Uint8Array;
}

function codesOf(bits: BitReader, symbols: number): Codes {
  const count = bits.take(3);
  const changes = bits.take(15);
  if (count < FEWEST_CODES || count > MOST_CODES || changes === 0) throw new DamagedBlock('no such codes');
  const front = Uint8Array.from({ length: count }, (_, i) => i);
  const order = new Uint8Array(changes);
  for (let i = 0; i < changes; i++) {
    let place = 0;
    while (bits.take(1) === 1) if (++place === count) throw new DamagedBlock('no such code');
    const code = front[place] as number;
    front.copyWithin(1, 0, place);
    front[0] = code;
    order[i] = code;
  }
  return { codes: Array.from({ length: count }, () => new Bzip2Code(bits, symbols)), order };
}
