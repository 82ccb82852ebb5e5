import { CARRY } from './exact-total.js';
import { GroupTable } from './group-table.js';
import { hashKey } from './key-hash.js';
import { KeyIndex } from './key-index.js';
import type { SavedPage } from './page-list.js';
import { LINK, SlotPages, USE } from './slot-pages.js';
import { type TextPage, TextPages } from './text-pages.js';
import type { TotalsReader } from './totals-reader.js';

// Words of a key's slot: LINK is the group's next key, USE the group's slot counted from 1.
const TEXT = 2;
const HASH = 3;

/** Keys that are fetched at once at most. */
export const BLOCK = 64;

/** How many texts and sums belong together. */
export interface TotalsShape {
  readonly texts: number;
  readonly sums: number;
}

/** The totals of a group as they were at one moment, for good. */
export interface TotalsCopy {
  /** Low and high parts of every sum, key after key, in first-seen order. */
  readonly sums: Float64Array;
  /** Where each key's texts are in the pages. */
  readonly addresses: Uint32Array;
  readonly pages: readonly (TextPage | undefined)[];
}

/** Sums by group and key, all in pages of plain memory that the garbage collector does not look into. */
export class TotalsTable {
  readonly groups = new GroupTable();
  readonly slots: SlotPages;
  readonly texts: TextPages;
  readonly #index: KeyIndex;
  readonly #found = new Uint32Array(BLOCK);
  #keys = 0;

  constructor(
    readonly shape: TotalsShape,
    readonly seed: number,
  ) {
    const slots = new SlotPages(shape.sums * 2, 4);
    this.slots = slots;
    this.texts = new TextPages(
      {
        textOf: (slot) => slots.peek(slot, TEXT),
        moveText: (slot, address) => slots.setWord(slot, TEXT, address),
      },
      shape.texts,
    );
    const { texts } = this;
    this.#index = new KeyIndex({
      holds(slot, group, key) {
        const { words } = slots.page(slot);
        const at = slots.wordsAt(slot);
        return words[at + USE] === group + 1 && texts.holds(words[at + TEXT] as number, key);
      },
    });
  }

  /** Keys of the groups that there are. */
  get keys(): number {
    return this.#keys;
  }

  /** Bytes of all pages and of the index. */
  get bytes(): number {
    return this.groups.bytes + this.slots.bytes + this.texts.bytes + this.#index.bytes;
  }

  hash(number: number, key: readonly string[]): number {
    return hashKey(this.seed, number, key);
  }

  /**
   * Touches what adding to these keys will need. With many keys most of the time goes into waiting for memory: here the
   * processor waits for many keys at once, as no look depends on the one before it.
   */
  fetch(hashes: Uint32Array, count: number): number {
    const found = this.#found;
    let touched = 0;
    for (let i = 0; i < count; i++) found[i] = this.#index.glance(hashes[i] as number) + 1;
    for (let i = 0; i < count; i++) {
      if (found[i] !== 0) found[i] = this.slots.peek((found[i] as number) - 1, TEXT);
    }
    for (let i = 0; i < count; i++) if (found[i] !== 0) touched += this.texts.glance(found[i] as number);
    return touched;
  }

  /** Adds whole amounts of 0 or more, below 2^53 each, to the sums of a key. `row` counts the rows. */
  add({ group: number, key, amounts }: TotalsReader, hash: number, time: number, row: number): void {
    const group = this.groups.touch(number, time, row);
    let slot = this.#index.find(hash, group, key);
    if (slot === -1) slot = this.#begin(hash, group, key);
    const page = this.slots.page(slot);
    page.changed = true;
    const { floats } = page;
    let at = this.slots.floatsAt(slot);
    for (let s = 0; s < amounts.length; s++, at += 2) {
      const low = floats[at] as number;
      const amount = amounts[s] as number;
      const room = CARRY - low;
      if (amount < room) {
        floats[at] = low + amount;
      } else {
        // Neither subtraction rounds; the sum of both would.
        floats[at] = amount - room;
        floats[at + 1] = (floats[at + 1] as number) + 1;
      }
    }
  }

  forget(number: number): void {
    const group = this.groups.find(number);
    if (group !== undefined) this.#forget(number, group);
  }

  /** Forgets all groups whose newest row is older than this. */
  forgetBefore(instant: number): void {
    for (const [number, group] of this.groups.lastSeenBefore(instant)) this.#forget(number, group);
  }

  /** Gives back up to so many keys of groups that were forgotten: no step has to wait for all of a large one. */
  reclaim(most: number): void {
    const { slots } = this;
    for (let n = 0; n < most; n++) {
      const group = this.groups.dying;
      if (group === undefined) return;
      const slot = this.groups.first(group) - 1;
      const address = slots.word(slot, TEXT);
      this.groups.advance(group, slots.word(slot, LINK));
      this.#index.remove(slots.word(slot, HASH), slot);
      slots.release(slot);
      this.texts.remove(address);
    }
  }

  /** A copy of what a group has; nothing for a group that is not there. */
  copy(number: number): TotalsCopy {
    const { groups, slots } = this;
    const group = groups.find(number);
    const count = group === undefined ? 0 : groups.keys(group);
    const width = this.shape.sums * 2;
    const sums = new Float64Array(count * width);
    const addresses = new Uint32Array(count);
    let next = group === undefined ? 0 : groups.first(group);
    for (let k = 0; k < count; k++) {
      const slot = next - 1;
      const { floats, words } = slots.page(slot);
      const from = slots.floatsAt(slot);
      for (let i = 0; i < width; i++) sums[k * width + i] = floats[from + i] as number;
      const at = slots.wordsAt(slot);
      addresses[k] = words[at + TEXT] as number;
      next = words[at + LINK] as number;
    }
    return { sums, addresses, pages: this.texts.pages() };
  }

  /** Takes in what was saved, into a table that is new. */
  load(saved: TotalsPages, currentText: number): void {
    this.groups.load(saved.groups);
    this.slots.load(saved.slots);
    this.texts.load(saved.texts, currentText);
    this.#index.fill(this.slots.size, (add) => {
      this.slots.forEach((slot) => {
        add(this.slots.word(slot, HASH), slot);
      });
    });
    for (const { keys } of this.groups.readAll()) this.#keys += keys;
  }

  #begin(hash: number, group: number, key: readonly string[]): number {
    const { slots } = this;
    const slot = slots.take(group + 1);
    slots.setWord(slot, TEXT, this.texts.add(slot, key));
    slots.setWord(slot, HASH, hash);
    const before = this.groups.append(group, slot);
    if (before !== 0) slots.setWord(before - 1, LINK, slot + 1);
    this.#index.add(hash, slot);
    this.#keys++;
    return slot;
  }

  #forget(number: number, group: number): void {
    this.#keys -= this.groups.keys(group);
    this.groups.forget(number, group);
  }
}

export interface TotalsPages {
  readonly groups: readonly SavedPage[];
  readonly slots: readonly SavedPage[];
  readonly texts: readonly SavedPage[];
}
