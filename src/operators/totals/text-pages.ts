import { type Page, PageList, type SavedPage } from './page-list.js';
import {
  endOfText,
  holdsText,
  lengthOfText,
  mostBytes,
  readText,
  type TextBytes,
  writeText,
} from './written-text.js';

const PAGE_BYTES = 65_536;
/** A place is a multiple of this in a page, and an address counts them: 16 GiB can be addressed. */
const UNIT = 4;
const SHIFT = 14;
const MASK = (1 << SHIFT) - 1;
const MOST_PAGES = 2 ** (32 - SHIFT);
/** A page with less in use than this is emptied into the current one. */
const SPARSE = PAGE_BYTES / 4;

/** Once written, the texts in a page never change: who has the page and an address may read it for good. */
export interface TextPage extends Page {
  readonly bytes: TextBytes;
  /** The same memory. The first word says how many bytes are in use by texts that somebody owns. */
  readonly words: Uint32Array;
  /** Bytes that have been written. */
  end: number;
}

/** Slots that own a text each, and know its address. */
export interface TextOwners {
  /** 0 for a slot that has none. */
  textOf(slot: number): number;
  moveText(slot: number, address: number): void;
}

/** Texts, one after the other in pages: a word with the slot that owns it, then the text. */
export class TextPages {
  readonly #pages = new PageList<TextPage>(writtenOf);
  #current = -1;
  #bytes = 0;

  constructor(private readonly owners: TextOwners) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** The pages as they are; new ones may come and these may go, but none changes in what it says. */
  pages(): readonly (TextPage | undefined)[] {
    return this.#pages.copy();
  }

  holds(address: number, text: string): boolean {
    const page = this.#pages.get(address >>> SHIFT) as TextPage;
    return holdsText(page.bytes, (address & MASK) * UNIT + UNIT, text);
  }

  /** The text at an address; undefined where it is longer than `most`. */
  read(address: number, most: number): string | undefined {
    const { bytes } = this.#pages.get(address >>> SHIFT) as TextPage;
    const from = (address & MASK) * UNIT + UNIT;
    return lengthOfText(bytes, from) > most ? undefined : readText(bytes, from);
  }

  /** Writes the text of a slot and answers with its address, which is never 0. */
  add(slot: number, text: string): number {
    const size = UNIT + mostBytes(text);
    const number = this.#pageFor(size);
    const page = this.#pages.get(number) as TextPage;
    const from = page.end;
    page.words[from / UNIT] = slot;
    page.end = rounded(writeText(page.bytes, from + UNIT, text));
    return this.#written(number, page, from);
  }

  /** The text at this address is no longer needed; its owner must say so no more. */
  remove(address: number): void {
    const number = address >>> SHIFT;
    const page = this.#pages.get(number) as TextPage;
    const from = (address & MASK) * UNIT;
    page.words[0] = (page.words[0] as number) - (this.#endOf(page, from) - from);
    page.changed = true;
    this.#settle(number);
  }

  /** Gives a page back, or empties it, where little of it is in use. */
  #settle(number: number): void {
    const page = this.#pages.get(number);
    if (page === undefined || number === this.#current) return;
    const live = page.words[0] as number;
    if (live < SPARSE && live > 0) this.#empty(number, page);
    if (page.words[0] !== 0) return;
    this.#pages.drop(number);
    this.#bytes -= page.bytes.length;
  }

  #empty(number: number, page: TextPage): void {
    for (let from = UNIT; from < page.end; ) {
      const end = this.#endOf(page, from);
      const slot = page.words[from / UNIT] as number;
      if (this.owners.textOf(slot) === addressOf(number, from)) {
        const target = this.#pageFor(end - from);
        const into = this.#pages.get(target) as TextPage;
        const to = into.end;
        into.bytes.set(page.bytes.subarray(from, end), to);
        into.end = to + end - from;
        this.owners.moveText(slot, this.#written(target, into, to));
      }
      from = end;
    }
    page.words[0] = 0;
  }

  #written(number: number, page: TextPage, from: number): number {
    page.words[0] = (page.words[0] as number) + page.end - from;
    page.changed = true;
    return addressOf(number, from);
  }

  #endOf(page: TextPage, from: number): number {
    return rounded(endOfText(page.bytes, from + UNIT));
  }

  /** Number of a page with room for this many bytes. */
  #pageFor(size: number): number {
    const current = this.#pages.get(this.#current);
    if (current !== undefined && current.end + size <= current.bytes.length) return this.#current;
    if (UNIT + size > PAGE_BYTES) return this.#newPage(rounded(UNIT + size));
    const before = this.#current;
    this.#current = this.#newPage(PAGE_BYTES);
    this.#settle(before);
    // Emptying the page before may have filled this one.
    return this.#pageFor(size);
  }

  #newPage(size: number): number {
    if (this.#pages.size >= MOST_PAGES) throw new RangeError('The texts of the keys take more than 16 GiB.');
    this.#bytes += size;
    return this.#pages.add(pageOf(size));
  }

  /** The page that is written to now; -1 before the first. */
  get current(): number {
    return this.#current;
  }

  all(): Iterable<SavedPage> {
    return this.#pages.all();
  }

  changes(): ReturnType<PageList<TextPage>['changes']> {
    return this.#pages.changes();
  }

  /** Takes in all pages that were saved; they are copied. */
  load(saved: readonly SavedPage[], current: number): void {
    this.#current = current;
    this.#pages.load(saved, (bytes) => {
      const page = pageOf(Math.max(PAGE_BYTES, bytes.length));
      page.bytes.set(bytes);
      page.end = bytes.length;
      this.#bytes += page.bytes.length;
      return page;
    });
  }
}

export const textAt = (pages: readonly (TextPage | undefined)[], address: number): string =>
  readText((pages[address >>> SHIFT] as TextPage).bytes, (address & MASK) * UNIT + UNIT);

function pageOf(size: number): TextPage {
  const memory = new ArrayBuffer(size);
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), end: UNIT, changed: true };
}

function writtenOf({ bytes, end }: TextPage): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, end);
}

const addressOf = (number: number, from: number): number => ((number << SHIFT) | (from / UNIT)) >>> 0;

const rounded = (bytes: number): number => Math.ceil(bytes / UNIT) * UNIT;
