/** A short text of ASCII, four bytes at least, that is looked for in bytes: four of them at a time. */
export class WrittenName {
  readonly length: number;
  /** The first bytes, by fours. */
  readonly #words: Uint32Array;
  /** The last four, some of which may be among the first ones too. */
  readonly #last: number;

  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    this.length = bytes.length;
    this.#words = Uint32Array.from({ length: bytes.length >>> 2 }, (_, i) => bytes.readUInt32LE(i * 4));
    this.#last = bytes.readUInt32LE(bytes.length - 4);
  }

  /** Throws a `RangeError` where the bytes end before the name would. */
  standsAt(view: DataView, at: number): boolean {
    const words = this.#words;
    for (let i = 0; i < words.length; i++) if (view.getUint32(at + i * 4, true) !== words[i]) return false;
    return view.getUint32(at + this.length - 4, true) === this.#last;
  }
}
