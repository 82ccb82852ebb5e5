/** Remembers what the bytes of a date meant, for neighbours in a log share it. */
export class DayMemory {
  readonly #last: Uint8Array;
  #value = Number.NaN;

  /** `read` gives what the `length` bytes at an index mean, NaN if it is no date. */
  constructor(
    length: number,
    private readonly read: (bytes: Uint8Array, from: number) => number,
  ) {
    this.#last = new Uint8Array(length);
  }

  /** What the bytes at `from` mean; there must be as many. */
  at(bytes: Uint8Array, from: number): number {
    const last = this.#last;
    for (let i = last.length - 1; i >= 0; i--) {
      if (last[i] === bytes[from + i]) continue;
      this.#value = this.read(bytes, from);
      for (let k = 0; k < last.length; k++) last[k] = bytes[from + k] as number;
      break;
    }
    return this.#value;
  }
}
