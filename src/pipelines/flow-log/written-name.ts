const WORD = 4;

/** A short text of ASCII, 4 to 12 bytes, that is looked for in bytes: four of them at a time. */
export class WrittenName {
  readonly length: number;
  /** Where its second and its last four bytes begin; they may have bytes in common. */
  readonly #second: number;
  readonly #last: number;
  readonly #words: readonly [number, number, number];

  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    this.length = bytes.length;
    this.#last = bytes.length - WORD;
    this.#second = Math.min(WORD, this.#last);
    this.#words = [bytes.readInt32LE(0), bytes.readInt32LE(this.#second), bytes.readInt32LE(this.#last)];
  }

  standsAt(view: DataView, at: number): boolean {
    const words = this.#words;
    return (
      at + this.length <= view.byteLength &&
      view.getInt32(at, true) === words[0] &&
      view.getInt32(at + this.#second, true) === words[1] &&
      view.getInt32(at + this.#last, true) === words[2]
    );
  }
}
