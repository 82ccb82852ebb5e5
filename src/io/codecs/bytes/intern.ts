import { WordView } from './word-view.js';

/** Turns the bytes `[from, to)` of a field into its value; must depend on those bytes alone. */
export type DecodeField = (bytes: Buffer, from: number, to: number) => string;

export interface InternOptions {
  /** Strings remembered at most; a power of two. */
  readonly slots: number;
  /** Longest field remembered, in bytes; longer ones are decoded each time. */
  readonly maxBytes: number;
}

/** Bytes. */
const WORD = 4;

/**
 * Remembers the strings of a field that repeats, so that a repeated value costs a comparison instead of a new string.
 *
 * A two-way cache, not a table that grows: memory is at most `slots × maxBytes` (and the strings), a lookup looks at two
 * slots, and input made to collide only costs decoding again. The hash merely picks the slots: a value is returned
 * only when all its bytes are equal.
 */
export class Intern {
  private values: string[] = [];
  /**
   * The bytes of each remembered field; 0 is a free slot (the empty field is never remembered). Behind that the fields
   * themselves, each in words of its own. Made with the first, as `values` is: of most tables nothing is ever asked.
   */
  private fields = new DataView(new ArrayBuffer(0));
  /** Bytes from one field to the next: whole words. */
  private readonly stride: number;
  private nextVictim = 0;
  private readonly words = new WordView();

  constructor(
    private readonly decode: DecodeField,
    private readonly options: InternOptions,
  ) {
    this.stride = WORD + ((options.maxBytes + 3) & ~3);
  }

  /**
   * The decoded value of `bytes[from, to)`, the same string as last time if it is remembered. `given`: a view of the bytes, from
   * whoever has one.
   */
  get(bytes: Buffer, from: number, to: number, given?: DataView): string {
    const length = to - from;
    if (length <= 0) return '';
    if (length > this.options.maxBytes) return this.decode(bytes, from, to);
    if (this.fields.byteLength === 0) this.begin();
    const view = given ?? this.words.of(bytes);
    const slot = hash(view, from, length) & (this.options.slots - 1);
    if (this.holds(slot, view, from, length)) return this.values[slot] as string;
    const other = slot ^ 1;
    if (this.holds(other, view, from, length)) return this.values[other] as string;
    return this.remember(this.victim(slot), bytes, from, to);
  }

  private holds(slot: number, view: DataView, from: number, length: number): boolean {
    const { fields } = this;
    const at = slot * this.stride;
    if (fields.getInt32(at) !== length) return false;
    const start = at + WORD;
    const last = length - WORD;
    for (let i = 0; i < last; i += WORD)
      if (fields.getInt32(start + i) !== view.getInt32(from + i)) return false;
    if (last >= 0) return fields.getInt32(start + last) === view.getInt32(from + last);
    for (let i = 0; i < length; i++) if (fields.getUint8(start + i) !== view.getUint8(from + i)) return false;
    return true;
  }

  /** A free slot of the pair, or else each in turn. */
  private victim(slot: number): number {
    if (this.fields.getInt32(slot * this.stride) === 0) return slot;
    if (this.fields.getInt32((slot ^ 1) * this.stride) === 0) return slot ^ 1;
    this.nextVictim ^= 1;
    return slot ^ this.nextVictim;
  }

  private begin(): void {
    this.values = new Array<string>(this.options.slots).fill('');
    this.fields = new DataView(new ArrayBuffer(this.options.slots * this.stride));
  }

  private remember(slot: number, bytes: Buffer, from: number, to: number): string {
    const value = this.decode(bytes, from, to);
    const at = slot * this.stride;
    this.fields.setInt32(at, to - from);
    for (let i = from; i < to; i++) this.fields.setUint8(at + WORD + i - from, bytes[i] as number);
    this.values[slot] = value;
    return value;
  }
}

/** FNV-like over words, of which the last one overlaps the one before: a field is short, and the multiplication is what costs. */
function hash(view: DataView, from: number, length: number): number {
  let h = length;
  const last = from + length - WORD;
  for (let i = from; i < last; i += WORD) {
    h = Math.imul(h ^ view.getInt32(i), 0x01000193);
    h ^= h >>> 15;
  }
  if (length >= WORD) {
    h = Math.imul(h ^ view.getInt32(last), 0x01000193);
    h ^= h >>> 15;
  } else for (let i = from; i < from + length; i++) h = Math.imul(h ^ view.getUint8(i), 0x01000193);
  // Another shift than before, which would undo that, and leave the last bytes out of the low bits.
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 13);
}
