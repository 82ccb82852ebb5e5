export interface Page {
  /** Not as it was saved last. */
  changed: boolean;
}

/** A page as it is saved. */
export type SavedPage = readonly [number: number, bytes: Uint8Array];

/** Pages by number, which come and go one by one, and of which those that changed can be saved. */
export class PageList<P extends Page> {
  readonly #pages: (P | undefined)[] = [];
  /** Numbers without a page. */
  readonly #spare: number[] = [];
  /** Given back since the last save. */
  #gone = new Set<number>();

  constructor(private readonly bytesOf: (page: P) => Uint8Array) {}

  get(number: number): P | undefined {
    return this.#pages[number];
  }

  /** How many pages there are. */
  get size(): number {
    return this.#pages.length - this.#spare.length;
  }

  add(page: P): number {
    const number = this.#spare.pop() ?? this.#pages.length;
    this.#pages[number] = page;
    return number;
  }

  drop(number: number): void {
    this.#pages[number] = undefined;
    this.#spare.push(number);
    this.#gone.add(number);
  }

  /** The pages that there are now, by number. */
  copy(): readonly (P | undefined)[] {
    return this.#pages.slice();
  }

  /** Every page as it is saved: its memory itself, not a copy. */
  *all(): Generator<SavedPage> {
    for (const [number, page] of this.#pages.entries())
      if (page !== undefined) yield [number, this.bytesOf(page)];
  }

  /** As `all`, of what has changed since the last call; undefined: given back. */
  *changes(): Generator<SavedPage | readonly [number: number, gone: undefined]> {
    for (const number of this.#gone) if (this.#pages[number] === undefined) yield [number, undefined];
    this.#gone = new Set();
    for (const [number, page] of this.#pages.entries()) {
      if (page?.changed !== true) continue;
      page.changed = false;
      yield [number, this.bytesOf(page)];
    }
  }

  /** Takes in all pages that were saved, in any order. */
  load(saved: readonly SavedPage[], make: (bytes: Uint8Array, number: number) => P): void {
    // In order, so that the list stays an array for V8.
    for (const [number, bytes] of saved.toSorted(([a], [b]) => a - b)) {
      while (this.#pages.length < number) {
        this.#spare.push(this.#pages.length);
        this.#pages.push(undefined);
      }
      const page = make(bytes, number);
      page.changed = false;
      this.#pages.push(page);
    }
  }
}
