import type { SeededHash } from './seeded-hash.js';

/** Secret numbers for each word. */
const SECRETS = 3;

/**
 * 32-bit hashes of so many words, for words that are small numbers mostly: much faster than `SeededHash`, which makes its
 * secrets. Every word goes through a scrambling of its own, which nobody knows without the seed, and the sum of all
 * through another: what two words do to the sum can only be found out by trying.
 */
export class KeyHash {
  readonly #secrets: Int32Array;

  constructor(
    hash: SeededHash,
    private readonly words: number,
  ) {
    // Factors are odd.
    this.#secrets = Int32Array.from(
      { length: (words + 1) * SECRETS },
      (_, i) => hash.words(Uint32Array.of(i), 0, 1) | (i % SECRETS === 0 ? 0 : 1),
    );
  }

  /** Of the words that begin at `from`. */
  of(words: Uint32Array, from: number): number {
    const secrets = this.#secrets;
    const count = this.words;
    let sum = secrets[0] as number;
    let s = SECRETS;
    for (let k = 0; k < count; k++, s += SECRETS) {
      let word = Math.imul((words[from + k] as number) ^ (secrets[s] as number), secrets[s + 1] as number);
      word = Math.imul(word ^ (word >>> 15), secrets[s + 2] as number);
      sum = (sum + (word ^ (word >>> 16))) | 0;
    }
    sum = Math.imul(sum ^ (sum >>> 16), secrets[1] as number);
    sum = Math.imul(sum ^ (sum >>> 15), secrets[2] as number);
    return (sum ^ (sum >>> 16)) >>> 0;
  }
}
