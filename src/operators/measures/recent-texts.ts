/** Slots: a power of two. */
const SLOTS = 4096;
/** Longer texts are not remembered: it is short ones that repeat, and these cannot fill the memory. */
const LONGEST = 64;

/**
 * Texts that were there lately, each in the one slot that its end picks. Decoders give a value that repeats as the same
 * text, which is found here in a few comparisons. It may forget any of them, and never knows one that was not there.
 */
export class RecentTexts {
  readonly #slots = new Array<string | undefined>(SLOTS).fill(undefined);

  clear(): void {
    this.#slots.fill(undefined);
  }

  /** Whether the text is remembered; a short one is from here on. */
  has(text: string): boolean {
    const { length } = text;
    if (length > LONGEST) return false;
    let hash = length;
    for (let i = length > 5 ? length - 5 : 0; i < length; i++)
      hash = Math.imul(hash, 31) + text.charCodeAt(i);
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    if (this.#slots[slot] === text) return true;
    this.#slots[slot] = text;
    return false;
  }
}
