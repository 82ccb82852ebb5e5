import { LineFields } from '../columns/line-fields.js';

/** Values of a line by slot, where a line need not have all of them: a slot that it has not begins at -1. */
export class SlotFields extends LineFields {
  constructor(private readonly slots: number) {
    super();
  }

  /** Forgets the line before: no slot is there. */
  clear(): void {
    this.begin();
    this.count = this.slots;
    for (let i = 0; i < this.slots; i++) this.from[i] = this.to[i] = -1;
  }

  set(slot: number, from: number, to: number): void {
    this.from[slot] = from;
    this.to[slot] = to;
  }

  /** Takes the first byte of a slot away from it, into one of its own. */
  takeFirst(slot: number, into: number): void {
    const from = this.from[slot] as number;
    this.set(into, from, from + 1);
    this.from[slot] = from + 1;
  }
}
