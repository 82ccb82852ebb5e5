import { CARRY } from './exact-total.js';
import { GroupTable } from './group-table.js';
import { KeyHash } from './key-hash.js';
import { KeyIndex } from './key-index.js';
import type { SavedPage } from './page-list.js';
import { SeededHash } from './seeded-hash.js';
import { LINK, SlotPages, USE } from './slot-pages.js';
import type { TextPage } from './text-pages.js';
import { TextTable } from './text-table.js';
import type { TotalsReader } from './totals-reader.js';

// Words of a key's slot: LINK is the group's next key, USE the group's slot counted from 1, then the numbers of its texts.
const IDS = 2;

/** Rows that are taken in at once at most. */
export const BLOCK = 64;

/** Words that a row's hash is made of, before the numbers of its texts: the number of its group. */
const GROUP_WORDS = 2;

/** How many texts and sums belong together. */
export interface TotalsShape {
  readonly texts: number;
  readonly sums: number;
}

/** The totals of a group as they were at one moment, for good. */
export interface TotalsCopy {
  /** Low and high parts of every sum, key after key, in first-seen order. */
  readonly sums: Float64Array;
  /** Where each key's texts are in the pages, key after key. */
  readonly addresses: Uint32Array;
  readonly pages: readonly (TextPage | undefined)[];
}

/**
 * Sums by group and key, all in pages of plain memory that the garbage collector does not look into.
 *
 * Rows are added by the block: each is put in its place, all are looked for, each is added. With many keys most of the
 * time goes into waiting for memory, and here the processor waits for many keys at once, as no look depends on the one
 * before it.
 */
export class TotalsTable {
  readonly groups = new GroupTable();
  readonly slots: SlotPages;
  readonly texts: TextTable;
  readonly #hash: KeyHash;
  readonly #index: KeyIndex<number>;
  #keys = 0;
  /** Counts what is added and taken out. */
  #changes = 0;

  // The rows of a block, column by column; one place more is for a key that is taken out.
  readonly #words: Uint32Array;
  readonly #amounts: Float64Array;
  readonly #hashes = new Uint32Array(BLOCK + 1);
  /** What the USE of their keys is. */
  readonly #uses = new Uint32Array(BLOCK);
  /** Slots counted from 1, 0 for those that were not found. Each has the row's texts, and may be of another group. */
  readonly #found = new Uint32Array(BLOCK);
  /** Of no meaning; touching that came to nothing would be left out. */
  touched = 0;

  constructor(
    readonly shape: TotalsShape,
    readonly seed: number,
  ) {
    this.slots = new SlotPages(shape.sums * 2, IDS + shape.texts + (shape.texts % 2));
    const hash = new SeededHash(seed);
    this.texts = new TextTable(hash);
    this.#hash = new KeyHash(hash, GROUP_WORDS + shape.texts);
    this.#words = new Uint32Array((BLOCK + 1) * (GROUP_WORDS + shape.texts));
    this.#amounts = new Float64Array(BLOCK * shape.sums);
    this.#index = new KeyIndex({
      holds: (slot, place) => this.slots.word(slot, USE) === this.#uses[place] && this.#isAlike(slot, place),
    });
  }

  /** Keys of the groups that there are. */
  get keys(): number {
    return this.#keys;
  }

  /** Bytes of all pages and indexes. */
  get bytes(): number {
    return this.groups.bytes + this.slots.bytes + this.texts.bytes + this.#index.bytes;
  }

  /** Puts a row in a place of the block, in their order; it must be added before a key is given back. */
  put(place: number, { group, key, amounts }: TotalsReader): void {
    const { texts, sums } = this.shape;
    this.#putGroup(place, group);
    const at = this.#idsAt(place);
    for (let k = 0; k < texts; k++) this.#words[at + k] = this.texts.idOf(key[k] as string);
    this.#hashKey(place);
    for (let s = 0; s < sums; s++) this.#amounts[place * sums + s] = amounts[s] as number;
  }

  /**
   * Looks for the keys of the rows in the first `count` places. What lies far away is touched first, in loops in which
   * nothing hangs on what is read: a wrong guess at a branch would end the waiting for many at once.
   */
  seek(count: number): void {
    const found = this.#found;
    const touched = this.#index.glance(this.#hashes, count, found);
    this.touched = touched + this.slots.touch(found, count);
    for (let place = 0; place < count; place++) {
      const slot = (found[place] as number) - 1;
      if (slot !== -1 && !this.#isAlike(slot, place)) found[place] = 0;
    }
  }

  /** Adds the whole amounts of 0 or more, below 2^53 each, of the row in a place. `row` counts the rows. */
  add(place: number, number: number, time: number, row: number): void {
    const { slots } = this;
    this.#changes++;
    const group = this.groups.touch(number, time, row);
    const slot = this.#slotOf(place, group);
    const page = slots.page(slot);
    page.changed = true;
    const { floats } = page;
    const { sums } = this.shape;
    let at = slots.floatsAt(slot);
    for (let s = 0; s < sums; s++, at += 2) {
      const low = floats[at] as number;
      const amount = this.#amounts[place * sums + s] as number;
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
    this.#changes++;
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
      this.#changes++;
      const slot = this.groups.first(group) - 1;
      this.#index.remove(this.#hashOf(slot), slot);
      this.groups.advance(group, slots.word(slot, LINK));
      for (let k = 0; k < this.shape.texts; k++) this.texts.giveBack(slots.word(slot, IDS + k));
      slots.release(slot);
    }
  }

  /**
   * A copy of what a group has; nothing for a group that is not there. Stops after each `atOnce` keys for whoever has others to
   * serve; nothing may be added or taken out meanwhile. Throws where it was.
   */
  *copying(number: number, atOnce: number): Generator<undefined, TotalsCopy> {
    const { groups, slots, texts } = this;
    const changes = this.#changes;
    const group = groups.find(number);
    const count = group === undefined ? 0 : groups.keys(group);
    const width = this.shape.sums * 2;
    const sums = new Float64Array(count * width);
    const addresses = new Uint32Array(count * this.shape.texts);
    let next = group === undefined ? 0 : groups.first(group);
    for (let key = 0, to = 0; key < count; key++) {
      if (key > 0 && key % atOnce === 0) {
        yield;
        if (this.#changes !== changes) throw new Error('The totals have changed while they were copied.');
      }
      const slot = next - 1;
      const { floats, words } = slots.page(slot);
      const from = slots.floatsAt(slot);
      for (let i = 0; i < width; i++) sums[key * width + i] = floats[from + i] as number;
      const at = slots.wordsAt(slot);
      for (let k = 0; k < this.shape.texts; k++)
        addresses[to++] = texts.address(words[at + IDS + k] as number);
      next = words[at + LINK] as number;
    }
    return { sums, addresses, pages: texts.pages.pages() };
  }

  /** Takes in what was saved, into a table that is new. */
  load(saved: TotalsPages, currentText: number): void {
    this.groups.load(saved.groups);
    this.slots.load(saved.slots);
    this.texts.load(saved.records, saved.texts, currentText);
    this.#index.fill(this.slots.size, (add) => {
      this.slots.forEach((slot) => {
        add(this.#hashOf(slot), slot);
      });
    });
    for (const { keys } of this.groups.readAll()) this.#keys += keys;
  }

  /** The slot of the key in a place, in a group; it is begun where there is none. */
  #slotOf(place: number, group: number): number {
    const found = this.#found[place] as number;
    if (found !== 0 && this.slots.word(found - 1, USE) === group + 1) return found - 1;
    this.#uses[place] = group + 1;
    const hash = this.#hashes[place] as number;
    const slot = this.#index.find(hash, place);
    return slot === -1 ? this.#begin(hash, place, group) : slot;
  }

  #begin(hash: number, place: number, group: number): number {
    const { slots } = this;
    const slot = slots.take(group + 1);
    const from = this.#idsAt(place);
    for (let k = 0; k < this.shape.texts; k++) {
      const id = this.#words[from + k] as number;
      this.texts.use(id);
      slots.setWord(slot, IDS + k, id);
    }
    const before = this.groups.append(group, slot);
    if (before !== 0) slots.setWord(before - 1, LINK, slot + 1);
    this.#index.add(hash, slot);
    this.#keys++;
    return slot;
  }

  /** Whether a key has the texts of the row in a place. */
  #isAlike(slot: number, place: number): boolean {
    const { texts } = this.shape;
    const { words } = this.slots.page(slot);
    const at = this.slots.wordsAt(slot) + IDS;
    const from = this.#idsAt(place);
    for (let k = 0; k < texts; k++) if (words[at + k] !== this.#words[from + k]) return false;
    return true;
  }

  /** The hash of a key that is there: it is not kept, for it costs less than a place in memory. */
  #hashOf(slot: number): number {
    const { slots } = this;
    this.#putGroup(BLOCK, this.groups.number(slots.word(slot, USE) - 1));
    const at = this.#idsAt(BLOCK);
    for (let k = 0; k < this.shape.texts; k++) this.#words[at + k] = slots.word(slot, IDS + k);
    return this.#hashKey(BLOCK);
  }

  #putGroup(place: number, group: number): void {
    const at = this.#idsAt(place) - GROUP_WORDS;
    this.#words[at] = group;
    this.#words[at + 1] = Math.floor(group / 2 ** 32);
  }

  /** Where among the words of a place those of its texts begin. */
  #idsAt(place: number): number {
    return place * (GROUP_WORDS + this.shape.texts) + GROUP_WORDS;
  }

  #hashKey(place: number): number {
    const hash = this.#hash.of(this.#words, this.#idsAt(place) - GROUP_WORDS);
    this.#hashes[place] = hash;
    return hash;
  }

  #forget(number: number, group: number): void {
    this.#keys -= this.groups.keys(group);
    this.groups.forget(number, group);
  }
}

export interface TotalsPages {
  readonly groups: readonly SavedPage[];
  readonly slots: readonly SavedPage[];
  readonly records: readonly SavedPage[];
  readonly texts: readonly SavedPage[];
}
