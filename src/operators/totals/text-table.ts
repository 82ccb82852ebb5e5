import { KeyIndex } from './key-index.js';
import type { SavedPage } from './page-list.js';
import { LONGEST, RememberedTexts } from './remembered-texts.js';
import type { SeededHash } from './seeded-hash.js';
import { SlotPages, USE } from './slot-pages.js';
import { TextPages } from './text-pages.js';

// Words of a text, after LINK, which is of no use here, and USE: 1 more than the times that keys use it.
const ADDRESS = 2;
const HASH = 3;

/**
 * Every text once, with a number by which keys name it. A text stays from the first time that it is asked for until the
 * last key that uses it gives it back.
 */
export class TextTable {
  readonly records = new SlotPages(0, 4);
  readonly pages = new TextPages({
    textOf: (id) => this.records.peek(id, ADDRESS),
    moveText: (id, address) => this.records.setWord(id, ADDRESS, address),
  });
  readonly #index = new KeyIndex<string>({
    holds: (id, text) => this.pages.holds(this.address(id), text),
  });
  readonly #remembered = new RememberedTexts();

  constructor(private readonly hash: SeededHash) {}

  /** Bytes of all pages and of the index. */
  get bytes(): number {
    return this.records.bytes + this.pages.bytes + this.#index.bytes;
  }

  /** The number of a text; it is taken in where it is new, and must then be used. */
  idOf(text: string): number {
    return this.#remembered.get(text) ?? this.#find(text);
  }

  /** A key uses this text. */
  use(id: number): void {
    this.records.setWord(id, USE, this.records.word(id, USE) + 1);
  }

  /** A key that used this text is gone. */
  giveBack(id: number): void {
    const { records, pages } = this;
    const uses = records.word(id, USE) - 1;
    if (uses > 1) {
      records.setWord(id, USE, uses);
      return;
    }
    const address = records.word(id, ADDRESS);
    const text = pages.read(address, LONGEST);
    if (text !== undefined) this.#remembered.delete(text);
    this.#index.remove(records.word(id, HASH), id);
    records.release(id);
    pages.remove(address);
  }

  /** Where the text is in the pages, as they are now. */
  address(id: number): number {
    return this.records.word(id, ADDRESS);
  }

  /** Takes in what was saved, into a table that is new. */
  load(records: readonly SavedPage[], pages: readonly SavedPage[], currentPage: number): void {
    this.records.load(records);
    this.pages.load(pages, currentPage);
    this.#index.fill(this.records.size, (add) => {
      this.records.forEach((id) => {
        add(this.records.word(id, HASH), id);
      });
    });
  }

  #find(text: string): number {
    const hash = this.hash.text(text);
    const known = this.#index.find(hash, text);
    if (known === -1) return this.#begin(hash, text);
    this.#remembered.note(text, known);
    return known;
  }

  #begin(hash: number, text: string): number {
    const { records } = this;
    const id = records.take(1);
    records.setWord(id, ADDRESS, this.pages.add(id, text));
    records.setWord(id, HASH, hash);
    this.#index.add(hash, id);
    return id;
  }
}
