import { hashValue } from './hash-value.js';

/** Slots: a power of two. */
const SLOTS = 4096;
/** Longer texts are not remembered: it is short ones that repeat, and these cannot fill the memory. */
const LONGEST = 64;

/**
 * Texts that were there lately with their hashes, each in the one slot that its end picks. Decoders give a value that repeats
 * as the same text, which is found here in a few comparisons. It may forget any of them, and never knows one that was not
 * there.
 */
export class RecentTexts {
  readonly #texts = new Array<string | undefined>(SLOTS).fill(undefined);
  readonly #hashes = new Float64Array(SLOTS);
  /** In which round each was there last. */
  readonly #rounds = new Float64Array(SLOTS);
  #round = 0;

  /** From here on none has been there. */
  begin(): void {
    this.#round++;
  }

  /** The hash of the text, or undefined where it is known to have been there since `begin`. */
  hashOfNew(text: string): number | undefined {
    const { length } = text;
    if (length > LONGEST) return hashValue(text);
    let end = length;
    for (let i = length > 5 ? length - 5 : 0; i < length; i++) end = Math.imul(end, 31) + text.charCodeAt(i);
    const slot = (end ^ (end >>> 12)) & (SLOTS - 1);
    const isKnown = this.#texts[slot] === text;
    if (isKnown && this.#rounds[slot] === this.#round) return undefined;
    this.#rounds[slot] = this.#round;
    if (!isKnown) {
      this.#texts[slot] = text;
      this.#hashes[slot] = hashValue(text);
    }
    return this.#hashes[slot];
  }
}
