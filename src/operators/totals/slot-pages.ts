import { type Page, PageList, type SavedPage } from './page-list.js';

const PAGE_SLOTS = 1024;
const SHIFT = 10;
const MASK = PAGE_SLOTS - 1;

/** The first word of a slot: the next slot of a chain, counted from 1; 0 ends it. */
export const LINK = 0;
/** The second word of a slot: 0 exactly where the slot is free. */
export const USE = 1;

/** A page of slots in one piece of memory, which is also the form in which it is saved. */
export interface SlotPage extends Page {
  readonly floats: Float64Array;
  readonly words: Uint32Array;
  /** Slots in use. */
  live: number;
  /** The first free slot in the page, counted from 1; the next ones follow through LINK. */
  free: number;
}

/**
 * Records of a fixed number of floats and words, in pages that come and go one by one: growing copies nothing, and a
 * page without a record in use is given back. A slot keeps its number for as long as it is in use.
 */
export class SlotPages {
  /** Floats that a slot takes, its words included. */
  readonly #stride: number;
  readonly #pages = new PageList<SlotPage>(({ floats }) => new Uint8Array(floats.buffer));
  /** Numbers of pages with room; some have none any more, and one may be named twice. */
  readonly #open: number[] = [];

  /** `words` is even. */
  constructor(
    private readonly floats: number,
    words: number,
  ) {
    this.#stride = floats + words / 2;
  }

  get bytes(): number {
    return this.#pages.size * PAGE_SLOTS * this.#stride * 8;
  }

  /** The page of a slot that is in use. */
  page(slot: number): SlotPage {
    return this.#pages.get(slot >>> SHIFT) as SlotPage;
  }

  /** Where in its page the floats of a slot begin. */
  floatsAt(slot: number): number {
    return (slot & MASK) * this.#stride;
  }

  /** Where in its page the words of a slot begin. */
  wordsAt(slot: number): number {
    return ((slot & MASK) * this.#stride + this.floats) * 2;
  }

  word(slot: number, word: number): number {
    return this.page(slot).words[this.wordsAt(slot) + word] as number;
  }

  /** As `word`, of a slot that need not be in use: 0 then. */
  peek(slot: number, word: number): number {
    return this.#pages.get(slot >>> SHIFT)?.words[this.wordsAt(slot) + word] ?? 0;
  }

  /** Touches both ends of the first `count` slots, which are in use and counted from 1; 0 is none. */
  touch(slots: Uint32Array, count: number): number {
    let touched = 0;
    for (let i = 0; i < count; i++) {
      if (slots[i] === 0) continue;
      const slot = (slots[i] as number) - 1;
      const { floats, words } = this.page(slot);
      touched += (floats[this.floatsAt(slot)] as number) + (words[this.wordsAt(slot) + USE] as number);
    }
    return touched;
  }

  setWord(slot: number, word: number, value: number): void {
    const page = this.page(slot);
    page.changed = true;
    page.words[this.wordsAt(slot) + word] = value;
  }

  float(slot: number, float: number): number {
    return this.page(slot).floats[this.floatsAt(slot) + float] as number;
  }

  setFloat(slot: number, float: number, value: number): void {
    const page = this.page(slot);
    page.changed = true;
    page.floats[this.floatsAt(slot) + float] = value;
  }

  /** Puts a free slot to this use, which is not 0; all else in it is 0. */
  take(use: number): number {
    const number = this.#numberWithRoom();
    const page = this.#pages.get(number) as SlotPage;
    const slot = number * PAGE_SLOTS + page.free - 1;
    const at = this.wordsAt(slot);
    page.free = page.words[at + LINK] as number;
    // It is the last one named; releasing a slot names it again.
    if (page.free === 0) this.#open.pop();
    page.words[at + LINK] = 0;
    page.words[at + USE] = use;
    page.live++;
    page.changed = true;
    return slot;
  }

  release(slot: number): void {
    const number = slot >>> SHIFT;
    const page = this.page(slot);
    page.live--;
    if (page.live === 0) {
      this.#pages.drop(number);
      return;
    }
    page.changed = true;
    const start = this.floatsAt(slot);
    page.floats.fill(0, start, start + this.#stride);
    if (page.free === 0) this.#open.push(number);
    page.words[this.wordsAt(slot) + LINK] = page.free;
    page.free = (slot & MASK) + 1;
  }

  /** How many slots there are in all pages, free ones too. */
  get size(): number {
    return this.#pages.size * PAGE_SLOTS;
  }

  /** Calls `visit` with every slot in use, in order; it may release the slot that it is given. */
  forEach(visit: (slot: number) => void): void {
    for (const [number, page] of this.#pages.copy().entries()) {
      if (page === undefined) continue;
      for (let i = 0; i < PAGE_SLOTS; i++) {
        if (page.words[this.wordsAt(i) + USE] !== 0) visit(number * PAGE_SLOTS + i);
      }
    }
  }

  all(): Iterable<SavedPage> {
    return this.#pages.all();
  }

  changes(): ReturnType<PageList<SlotPage>['changes']> {
    return this.#pages.changes();
  }

  /** Takes in all pages that were saved; they are copied. */
  load(saved: readonly SavedPage[]): void {
    this.#pages.load(saved, (bytes, number) => {
      const page = this.#newPage();
      new Uint8Array(page.floats.buffer).set(bytes);
      for (let i = PAGE_SLOTS - 1; i >= 0; i--) {
        const at = this.wordsAt(i);
        if (page.words[at + USE] !== 0) {
          page.live++;
        } else {
          page.words[at + LINK] = page.free;
          page.free = i + 1;
        }
      }
      if (page.free !== 0) this.#open.push(number);
      return page;
    });
  }

  /** Number of a page with a free slot. */
  #numberWithRoom(): number {
    for (let number = this.#open.at(-1); number !== undefined; number = this.#open.at(-1)) {
      const page = this.#pages.get(number);
      if (page !== undefined && page.free !== 0) return number;
      this.#open.pop();
    }
    const page = this.#newPage();
    for (let i = 0; i < MASK; i++) page.words[this.wordsAt(i) + LINK] = i + 2;
    page.free = 1;
    const number = this.#pages.add(page);
    this.#open.push(number);
    return number;
  }

  #newPage(): SlotPage {
    const memory = new ArrayBuffer(PAGE_SLOTS * this.#stride * 8);
    return {
      floats: new Float64Array(memory),
      words: new Uint32Array(memory),
      live: 0,
      free: 0,
      changed: true,
    };
  }
}
