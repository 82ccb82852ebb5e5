/** Which slots objects have, in the order of their keys: a tree, of which each place is one such list. */
export class Shape<T> {
  /** What is known of objects that have these slots and no more. */
  known: T | undefined;
  #slot = -1;
  #next: Shape<T> | undefined;
  #others: Map<number, Shape<T>> | undefined;

  constructor(
    private readonly room: ShapeRoom,
    readonly slots: readonly number[],
  ) {}

  /** With one slot more, or again one that it has; undefined where there is no room for it. */
  with(slot: number): Shape<T> | undefined {
    return this.#slot === slot ? this.#next : this.#find(slot);
  }

  #find(slot: number): Shape<T> | undefined {
    const known = this.#others?.get(slot);
    if (known !== undefined) return known;
    if (this.slots.includes(slot)) return this;
    if (this.room.left === 0) return undefined;
    this.room.left--;
    const made = new Shape<T>(this.room, [...this.slots, slot]);
    if (this.#next === undefined) {
      this.#slot = slot;
      this.#next = made;
    } else {
      this.#others ??= new Map();
      this.#others.set(slot, made);
    }
    return made;
  }
}

/** How many more are remembered: a hostile log makes up as many as it likes. */
export interface ShapeRoom {
  left: number;
}
