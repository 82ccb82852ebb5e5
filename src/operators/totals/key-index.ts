const TABLES = 1024;
const SMALLEST = 8;

/** Knows the key of a slot. */
export interface KeyHolder<K> {
  holds(slot: number, key: K): boolean;
}

/**
 * Finds slots by hash: open addressing in many small tables, so that one of ten million keys grows a table of ten
 * thousand and nobody waits. A place is two words: the hash, and the slot counted from 1; 0 is empty.
 */
export class KeyIndex<K> {
  readonly #tables = new Array<Uint32Array>(TABLES).fill(EMPTY);
  readonly #counts = new Uint32Array(TABLES);
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  constructor(private readonly holder: KeyHolder<K>) {}

  /** The slot of this key, whose hash is known; -1 where there is none. */
  find(hash: number, key: K): number {
    const table = this.#tables[hash >>> 22] as Uint32Array;
    const last = table.length - 2;
    for (let at = (hash << 1) & last; ; at = (at + 2) & last) {
      const slot = table[at + 1] as number;
      if (slot === 0) return -1;
      if (table[at] === hash && this.holder.holds(slot - 1, key)) return slot - 1;
    }
  }

  /**
   * Writes the first slot with each of the first `count` hashes, whatever its key, counted from 1; 0 where there is none.
   * The places are touched before: see `TotalsTable.seek`.
   */
  glance(hashes: Uint32Array, count: number, slots: Uint32Array): number {
    const tables = this.#tables;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] as number;
      const table = tables[hash >>> 22] as Uint32Array;
      touched |= table[(hash << 1) & (table.length - 2)] as number;
    }
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] as number;
      const table = tables[hash >>> 22] as Uint32Array;
      const last = table.length - 2;
      let at = (hash << 1) & last;
      while (table[at] !== hash && table[at + 1] !== 0) at = (at + 2) & last;
      slots[i] = table[at + 1] as number;
    }
    return touched;
  }

  /** Takes in all slots at once, into an index that has none. `count`: how many there are at most. */
  fill(count: number, each: (add: (hash: number, slot: number) => void) => void): void {
    // Table by table, for the memory of one table is near and that of all is not.
    const starts = new Uint32Array(TABLES + 1);
    each((hash) => {
      starts[(hash >>> 22) + 1] = (starts[(hash >>> 22) + 1] as number) + 1;
    });
    for (let number = 0; number < TABLES; number++) {
      starts[number + 1] = (starts[number + 1] as number) + (starts[number] as number);
    }
    const places = new Uint32Array(count * 2);
    const ends = starts.slice();
    each((hash, slot) => {
      const at = ends[hash >>> 22] as number;
      places[at * 2] = hash;
      places[at * 2 + 1] = slot;
      ends[hash >>> 22] = at + 1;
    });
    for (let at = 0; at < (starts[TABLES] as number); at++) {
      this.add(places[at * 2] as number, places[at * 2 + 1] as number);
    }
  }

  /** Adds a slot that is not in the index. */
  add(hash: number, slot: number): void {
    const number = hash >>> 22;
    let table = this.#tables[number] as Uint32Array;
    const count = (this.#counts[number] as number) + 1;
    this.#counts[number] = count;
    // At most two thirds are taken.
    if (count * 3 > table.length) table = this.#resize(number, Math.max(SMALLEST * 2, table.length * 2));
    place(table, hash, slot + 1);
  }

  /** Takes out a slot that is in the index. */
  remove(hash: number, slot: number): void {
    const number = hash >>> 22;
    const table = this.#tables[number] as Uint32Array;
    const last = table.length - 2;
    let gap = (hash << 1) & last;
    while (table[gap + 1] !== slot + 1) gap = (gap + 2) & last;
    // What comes after moves up, unless it is already between its home and the gap.
    for (let at = (gap + 2) & last; table[at + 1] !== 0; at = (at + 2) & last) {
      const home = ((table[at] as number) << 1) & last;
      if (((at - home) & last) < ((at - gap) & last)) continue;
      table[gap] = table[at] as number;
      table[gap + 1] = table[at + 1] as number;
      gap = at;
    }
    table[gap + 1] = 0;
    const count = (this.#counts[number] as number) - 1;
    this.#counts[number] = count;
    if (count * 16 < table.length && table.length > SMALLEST * 2) this.#resize(number, table.length / 2);
  }

  #resize(number: number, length: number): Uint32Array {
    const before = this.#tables[number] as Uint32Array;
    const table = new Uint32Array(length);
    for (let at = 0; at < before.length; at += 2) {
      const slot = before[at + 1] as number;
      if (slot !== 0) place(table, before[at] as number, slot);
    }
    this.#tables[number] = table;
    this.#bytes += (length - (before === EMPTY ? 0 : before.length)) * 4;
    return table;
  }
}

/** Shared by all tables that have nothing; too small to take anything in. */
const EMPTY = /* @__PURE__ */ new Uint32Array(2);

function place(table: Uint32Array, hash: number, entry: number): void {
  const last = table.length - 2;
  let at = (hash << 1) & last;
  while (table[at + 1] !== 0) at = (at + 2) & last;
  table[at] = hash;
  table[at + 1] = entry;
}
