import type { SavedPage } from './page-list.js';
import { SlotPages, USE } from './slot-pages.js';

// Floats of a group.
const NUMBER = 0;
const LAST_SEEN = 1;
const CHANGED = 2;
// Words of a group, after LINK and USE.
const FIRST = 2;
const LAST = 3;
const KEYS = 4;

const LIVE = 1;
/** Forgotten, and its keys have not all been given back. */
const DYING = 2;

/** One group, to be read. */
export interface TotalsGroup {
  readonly group: number;
  /** How many keys it has. */
  readonly keys: number;
  /** Time of its newest row. */
  readonly lastSeen: number;
  /** Count of the row that changed it last, over all rows of the operator: the same as long as the group is the same. */
  readonly changed: number;
}

/** The groups: which there are, when they were seen last, and which keys they have, in the order of their first rows. */
export class GroupTable {
  readonly #slots = new SlotPages(3, 6);
  readonly #byNumber = new Map<number, number>();
  readonly #dying: number[] = [];
  /** No group was last seen before this. */
  #oldest = Infinity;

  get bytes(): number {
    return this.#slots.bytes;
  }

  /** The slot of a group; undefined where there is no such group. */
  find(number: number): number | undefined {
    return this.#byNumber.get(number);
  }

  /** The slot of a group that has a row now; it is begun where there is none. */
  touch(number: number, time: number, row: number): number {
    const slot = this.#byNumber.get(number) ?? this.#begin(number, time);
    const slots = this.#slots;
    const page = slots.page(slot);
    const at = slots.floatsAt(slot);
    page.changed = true;
    if (time > (page.floats[at + LAST_SEEN] as number)) page.floats[at + LAST_SEEN] = time;
    page.floats[at + CHANGED] = row;
    return slot;
  }

  /** Makes this key the last one of the group; answers with the one before it, counted from 1. */
  append(slot: number, key: number): number {
    const slots = this.#slots;
    const before = slots.word(slot, LAST);
    if (before === 0) slots.setWord(slot, FIRST, key + 1);
    slots.setWord(slot, LAST, key + 1);
    slots.setWord(slot, KEYS, slots.word(slot, KEYS) + 1);
    return before;
  }

  /** The number of the group in a slot. */
  number(slot: number): number {
    return this.#slots.float(slot, NUMBER);
  }

  /** The first key, counted from 1. */
  first(slot: number): number {
    return this.#slots.word(slot, FIRST);
  }

  keys(slot: number): number {
    return this.#slots.word(slot, KEYS);
  }

  /** Forgets a group; its keys are to be taken off one by one. */
  forget(number: number, slot: number): void {
    this.#byNumber.delete(number);
    this.#slots.setWord(slot, USE, DYING);
    this.#dying.push(slot);
  }

  /** Slots of the groups whose newest row is older than this. */
  lastSeenBefore(instant: number): readonly (readonly [number: number, slot: number])[] {
    if (!(this.#oldest < instant)) return [];
    const old: (readonly [number, number])[] = [];
    this.#oldest = Infinity;
    for (const [number, slot] of this.#byNumber) {
      const lastSeen = this.#slots.float(slot, LAST_SEEN);
      if (lastSeen < instant) old.push([number, slot]);
      else if (lastSeen < this.#oldest) this.#oldest = lastSeen;
    }
    return old;
  }

  /** A group that is forgotten and has not been taken apart. */
  get dying(): number | undefined {
    return this.#dying.at(-1);
  }

  /** Takes the first key off a group; `next` follows it, counted from 1. */
  advance(slot: number, next: number): void {
    this.#slots.setWord(slot, FIRST, next);
    if (next !== 0) return;
    this.#dying.pop();
    this.#slots.release(slot);
  }

  read(number: number): TotalsGroup | undefined {
    const slot = this.#byNumber.get(number);
    if (slot === undefined) return undefined;
    const slots = this.#slots;
    return {
      group: number,
      keys: this.keys(slot),
      lastSeen: slots.float(slot, LAST_SEEN),
      changed: slots.float(slot, CHANGED),
    };
  }

  /** All groups, in ascending order. */
  readAll(): TotalsGroup[] {
    const numbers = Float64Array.from(this.#byNumber.keys()).sort();
    return Array.from(numbers, (number) => this.read(number) as TotalsGroup);
  }

  all(): Iterable<SavedPage> {
    return this.#slots.all();
  }

  changes(): ReturnType<SlotPages['changes']> {
    return this.#slots.changes();
  }

  load(saved: readonly SavedPage[]): void {
    const slots = this.#slots;
    slots.load(saved);
    slots.forEach((slot) => {
      if (slots.word(slot, USE) === DYING) {
        this.#dying.push(slot);
        return;
      }
      this.#byNumber.set(slots.float(slot, NUMBER), slot);
      this.#oldest = Math.min(this.#oldest, slots.float(slot, LAST_SEEN));
    });
  }

  #begin(number: number, time: number): number {
    const slot = this.#slots.take(LIVE);
    // -0 is 0.
    this.#slots.setFloat(slot, NUMBER, number + 0);
    this.#slots.setFloat(slot, LAST_SEEN, time);
    this.#byNumber.set(number, slot);
    if (time < this.#oldest) this.#oldest = time;
    return slot;
  }
}
