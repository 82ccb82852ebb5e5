import { LONGEST_NAME } from './flow-row.js';

/** Bytes of a word, and places for names that are remembered; a power of two. */
const WORD = 4;
const SLOTS = 16_384;
/** Words from one remembered name to the next: how many bytes it has, then itself. They are a line of the processor's cache. */
const STRIDE = 16;
const MOST_WORDS = STRIDE - 1;
/** Names of so many bytes are made each time. */
const MOST_BYTES = MOST_WORDS * WORD;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * Reads names between quotes, four bytes at a time: where each ends and what tells it from others are found in one go. Names come
 * again and again, and one that is remembered costs a comparison; what is remembered changes nothing but the speed.
 */
export class QuotedNames {
  /** Place after the closing quote of the name that was read last. */
  end = 0;
  readonly #values = new Array<string>(SLOTS).fill('');
  readonly #words = new Int32Array(SLOTS * STRIDE);
  /** The words of the name that is read. */
  #victim = 0;
  readonly #read = new Int32Array(MOST_WORDS);

  /**
   * The name of which the first byte is at `from`; undefined where it is none of 1 to 256 bytes without escapes. The bytes are
   * UTF-8, and those of the view.
   */
  get(bytes: Buffer, view: DataView, from: number): string | undefined {
    const last = Math.min(bytes.length, from + MOST_BYTES) - WORD;
    const read = this.#read;
    let hash = 0;
    let count = 0;
    for (let at = from; at <= last; at += WORD) {
      const word = view.getInt32(at, true);
      const found = zeros(word ^ 0x22222222) | zeros(word ^ 0x5c5c5c5c) | controls(word);
      if (found === 0) {
        hash = mixed(hash, word);
        read[count++] = word;
        continue;
      }
      // The lowest one is exact.
      const rest = 31 - Math.clz32(found & -found) - 7;
      const length = at - from + (rest >> 3);
      if (bytes[from + length] !== QUOTE || length === 0) return undefined;
      if (rest > 0) {
        const tail = word & ((1 << rest) - 1);
        hash = mixed(hash, tail);
        read[count++] = tail;
      }
      this.end = from + length + 1;
      return this.#remembered(bytes, from, length, count, hash);
    }
    return this.#long(bytes, from);
  }

  #remembered(bytes: Buffer, from: number, length: number, count: number, hash: number): string {
    const slot = slotOf(hash ^ length);
    if (this.#holds(slot, length, count)) return this.#values[slot] as string;
    // Two may come in turn.
    if (this.#holds(slot ^ 1, length, count)) return this.#values[slot ^ 1] as string;
    this.#victim ^= 1;
    return this.#remember(slot ^ this.#victim, bytes.toString('utf8', from, from + length), length, count);
  }

  #holds(slot: number, length: number, count: number): boolean {
    const words = this.#words;
    const start = slot * STRIDE;
    if (words[start] !== length) return false;
    for (let i = 1; i <= count; i++) if (words[start + i] !== this.#read[i - 1]) return false;
    return true;
  }

  #remember(slot: number, value: string, length: number, count: number): string {
    const start = slot * STRIDE;
    this.#words[start] = length;
    this.#words.set(this.#read.subarray(0, count), start + 1);
    this.#values[slot] = value;
    return value;
  }

  /** One that is long, or near the end of the bytes. */
  #long(bytes: Buffer, from: number): string | undefined {
    const most = Math.min(bytes.length - 1, from + LONGEST_NAME);
    for (let at = from; at <= most; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        if (at === from) return undefined;
        this.end = at + 1;
        return bytes.toString('utf8', from, at);
      }
      if (byte === BACKSLASH || byte < SPACE) return undefined;
    }
    return undefined;
  }
}

/** The highest bit of each byte that is zero, and perhaps of others above the lowest of them. */
const zeros = (word: number): number => (word - 0x01010101) & ~word & 0x80808080;

/** As `zeros`, of bytes below a space. */
const controls = (word: number): number => (word - 0x20202020) & ~word & 0x80808080;

const mixed = (hash: number, word: number): number => {
  const product = Math.imul(hash ^ word, 0x01000193);
  return product ^ (product >>> 15);
};

const slotOf = (hash: number): number => {
  const product = Math.imul(hash, 0x85ebca6b);
  return (product ^ (product >>> 13)) & (SLOTS - 1);
};
