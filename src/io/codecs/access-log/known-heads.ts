import { WordView } from '../bytes/word-view.js';

/** Heads remembered: a power of two. */
const SLOT_BITS = 12;
const SLOTS = 2 ** SLOT_BITS;
/** Bytes from one head to the next: what is looked at together lies together. */
const STRIDE = 64;
const WORD = 4;
/** Longest head that is remembered. */
const MAX_BYTES = STRIDE - WORD;
/** So many of its bytes, and of what follows it, pick the slot. */
const FIRST_BYTES = 16;
const OPEN = 0x5b;
const NONE = -1;

/** A name before the time, as a row has it. */
export type Name = string | null | undefined;

/** What a line says before its time. */
export interface HeadNames {
  readonly host: Name;
  readonly user: Name;
  readonly vhost: Name;
}

/**
 * What stands before the time of a line, up to its bracket, as of lines that were read: nearly every line begins as one did
 * before. Whether these can be names of an access log, and what they are, depends on these bytes alone, so of a head that is
 * known nothing of that is looked at again.
 *
 * A two-way cache, as `Intern` is: it saves work and decides nothing.
 */
export class KnownHeads {
  /** The names of each slot. */
  hosts: Name[] = [];
  users: Name[] = [];
  vhosts: Name[] = [];
  /**
   * The heads themselves, with what follows the short ones, and behind each how many bytes it has; 0 is a free slot. Made with
   * the first: of many codecs nothing is ever asked.
   */
  #heads = new DataView(new ArrayBuffer(0));
  #nextVictim = 0;
  readonly #words = new WordView();

  /** The slot of the head that the line `bytes[from, to)` begins with, or -1. */
  find(bytes: Buffer, from: number, to: number): number {
    if (to - from < STRIDE || this.hosts.length === 0) return NONE;
    const view = this.#words.of(bytes);
    const slot = slotOf(view, from);
    if (this.#holds(slot, view, from)) return slot;
    return this.#holds(slot ^ 1, view, from) ? slot ^ 1 : NONE;
  }

  /** Bytes of a head, its bracket among them. */
  lengthOf(slot: number): number {
    return this.#heads.getInt32(slot * STRIDE + MAX_BYTES);
  }

  /** Takes note of the names of a line whose time opens at `open`. */
  remember(bytes: Buffer, from: number, to: number, open: number, names: HeadNames): void {
    const length = open + 1 - from;
    // With another bracket before it, what is behind that would say, too, which of them opens the time.
    if (to - from < STRIDE || length > MAX_BYTES || bytes.indexOf(OPEN, from) !== open) return;
    if (this.hosts.length === 0) this.#begin();
    const view = this.#words.of(bytes);
    const slot = this.#victim(slotOf(view, from));
    const start = slot * STRIDE;
    for (let i = 0; i < MAX_BYTES; i += WORD) this.#heads.setInt32(start + i, view.getInt32(from + i));
    this.#heads.setInt32(start + MAX_BYTES, length);
    this.hosts[slot] = names.host;
    this.users[slot] = names.user;
    this.vhosts[slot] = names.vhost;
  }

  #holds(slot: number, view: DataView, from: number): boolean {
    const heads = this.#heads;
    const start = slot * STRIDE;
    const length = heads.getInt32(start + MAX_BYTES);
    if (length === 0) return false;
    const last = Math.max(length, FIRST_BYTES) - WORD;
    for (let i = 0; i < last; i += WORD)
      if (heads.getInt32(start + i) !== view.getInt32(from + i)) return false;
    return heads.getInt32(start + last) === view.getInt32(from + last);
  }

  /** A free slot of the pair, or else each in turn. */
  #victim(slot: number): number {
    if (this.lengthOf(slot) === 0) return slot;
    if (this.lengthOf(slot ^ 1) === 0) return slot ^ 1;
    this.#nextVictim ^= 1;
    return slot ^ this.#nextVictim;
  }

  #begin(): void {
    this.#heads = new DataView(new ArrayBuffer(SLOTS * STRIDE));
    this.hosts = new Array<Name>(SLOTS).fill(undefined);
    this.users = new Array<Name>(SLOTS).fill(undefined);
    this.vhosts = new Array<Name>(SLOTS).fill(undefined);
  }
}

/** By the first bytes, each word of them times an odd number of its own. */
function slotOf(view: DataView, from: number): number {
  const sum =
    Math.imul(view.getInt32(from), 0x9e3779b1) +
    Math.imul(view.getInt32(from + WORD), 0x85ebca77) +
    Math.imul(view.getInt32(from + 2 * WORD), 0xc2b2ae3d) +
    Math.imul(view.getInt32(from + 3 * WORD), 0x27d4eb2f);
  // A word's last byte, which differs most among addresses, is its lowest: the high bits depend on all of them.
  return sum >>> (32 - SLOT_BITS);
}
