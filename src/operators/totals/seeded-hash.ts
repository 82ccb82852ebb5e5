/** Words of a text that are hashed at once. */
const PART = 256;

/**
 * 32-bit hashes that nobody can steer who does not know the seed (HalfSipHash-1-3). They decide where something is
 * looked for and nothing else; who knows the seed can make what collides, which is slow and not wrong.
 */
export class SeededHash {
  readonly #low: number;
  readonly #high: number;
  readonly #part = new Uint32Array(PART);

  /** `seed`: a safe integer. */
  constructor(seed: number) {
    this.#low = seed | 0;
    this.#high = Math.floor(seed / 2 ** 32) | 0;
  }

  /** Of the words `[from, to)`. How many there are is no part of it. */
  words(words: Uint32Array, from: number, to: number): number {
    let v0 = this.#low;
    let v1 = this.#high;
    let v2 = this.#low ^ 0x6c796765;
    let v3 = this.#high ^ 0x74656462;
    // Three rounds more, without a word, finish it.
    for (let at = from; at < to + 3; at++) {
      if (at === to) v2 ^= 0xff;
      const word = at < to ? (words[at] as number) | 0 : 0;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v2 = (v2 + v3) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (((v0 << 16) | (v0 >>> 16)) + v3) | 0;
      v2 = (v2 + v1) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    return (v1 ^ v3) >>> 0;
  }

  text(text: string): number {
    const part = this.#part;
    const { length } = text;
    // Each part begins with the hash of those before it, the first one with the length.
    part[0] = length;
    let words = 1;
    for (let i = 0; i < length; i += 2) {
      if (words === PART) {
        part[0] = this.words(part, 0, PART);
        words = 1;
      }
      const next = i + 1 < length ? text.charCodeAt(i + 1) : 0;
      part[words++] = text.charCodeAt(i) | (next << 16);
    }
    return this.words(part, 0, words);
  }
}
