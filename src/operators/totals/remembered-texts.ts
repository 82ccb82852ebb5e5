/** Texts that are remembered, and the longest one of them, in code units. */
const MOST = 32_768;
export const LONGEST = 256;

/** Places for the numbers that came lately; a power of two. */
const LATELY = 4096;

/**
 * The numbers of texts that come often, on the heap: looking here costs less than reading characters, most of all where
 * the string is the very one that came before. What is remembered changes nothing but the speed.
 */
export class RememberedTexts {
  readonly #ids = new Map<string, number>();
  /** Counted from 1. */
  readonly #lately = new Uint32Array(LATELY);

  get(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** This text came, and was not remembered. It is now where it came a short while ago too: remembering costs. */
  note(text: string, id: number): void {
    const place = id & (LATELY - 1);
    if (this.#lately[place] !== id + 1) {
      this.#lately[place] = id + 1;
      return;
    }
    if (text.length > LONGEST) return;
    // Those that come often are soon back.
    if (this.#ids.size === MOST) this.#ids.clear();
    this.#ids.set(text, id);
  }

  /** This text has no number any more. */
  delete(text: string): void {
    this.#ids.delete(text);
  }
}
