import type { Unpacker } from '../unpacker.js';
import { BitReader, MoreBits, PADDING } from './bit-reader.js';
import { Bzip2Block } from './bzip2-block.js';
import { DamagedBlock } from './damaged-block.js';

/** `BZh`. */
const MAGIC = 0x425a68;
const BLOCK = 0x314159;
const BLOCK_REST = 0x265359;
const END = 0x177245;
const END_REST = 0x385090;
/** A block of 900 000 bytes, of which each is a word of twenty bits, has not so many. */
const MOST_BLOCK_BYTES = 3 * 2 ** 20;
const BLOCK_UNIT = 100_000;

type Where = 'header' | 'block' | 'between' | 'over';

/** What bzip2 data of any number of streams holds. Blocks have no length and begin at any bit: one is read when it has come whole. */
export class Bzip2Unpacker implements Unpacker {
  readonly name = 'bzip2';
  problem: string | undefined;
  isTorn = false;
  hasGarbage = false;
  #where: Where = 'header';
  #isFirst = true;
  readonly #held: Buffer[] = [];
  #length = 0;
  /** Bits of the first byte held that are of what came before. */
  #skew = 0;
  /** With fewer bytes nothing new is to be had. */
  #wanted = 1;
  readonly #bits = new BitReader();
  #block: Bzip2Block | undefined;
  #sum = 0;

  get isOver(): boolean {
    return this.#where === 'over';
  }

  async *push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
    if (this.isOver) return;
    // They are only lent.
    this.#held.push(Buffer.from(bytes));
    this.#length += bytes.length;
    if (this.#length >= this.#wanted) yield* this.#read();
  }

  async *end(): AsyncGenerator<Buffer, void, undefined> {
    yield* this.#read();
    if (!this.isOver && this.#where !== 'between') {
      this.problem ??= 'it is cut off before its end';
      // All of a stream has come before its checksum, but not what the next one would have gone on with.
      this.isTorn ||= !this.#isAtSum();
    }
    this.close();
  }

  close(): void {
    this.#where = 'over';
    this.#held.length = 0;
    this.#length = 0;
    this.#block = undefined;
    this.#bits.open(PADDING);
  }

  /** Everything that has come whole. */
  async *#read(): AsyncGenerator<Buffer, void, undefined> {
    const bytes = Buffer.concat([...this.#held, PADDING]);
    const bits = this.#bits;
    bits.open(bytes);
    bits.position = this.#skew;
    while (!this.isOver && bits.left > 0) {
      const from = bits.position;
      try {
        const block = this.#step();
        if (block === undefined) continue;
        const fits = yield* block.content();
        if (!fits) this.#doubt();
      } catch (error) {
        if (error instanceof DamagedBlock) this.#fail(error.message);
        else if (!(error instanceof MoreBits)) throw error;
        else if (this.#length - (from >> 3) > MOST_BLOCK_BYTES) this.#fail('a block without an end');
        else bits.position = from;
        break;
      }
    }
    if (!this.isOver) this.#hold(bytes.subarray(bits.position >> 3, this.#length));
  }

  #hold(rest: Buffer): void {
    this.#held.splice(0, this.#held.length, Buffer.from(rest));
    this.#length = rest.length;
    this.#skew = this.#bits.position & 7;
    // To try again with every few bytes would cost the square of a block.
    this.#wanted = Math.max(1, 2 * rest.length);
  }

  /** Goes one step on; answers with a block where one has come. Throws `DamagedBlock` and `MoreBits`. */
  #step(): Bzip2Block | undefined {
    if (this.#where === 'header') this.#begin();
    else if (this.#where === 'between') this.#between();
    else return this.#next();
    return undefined;
  }

  #begin(): void {
    const bits = this.#bits;
    const level = bits.take(24) === MAGIC ? bits.take(8) - 0x30 : 0;
    if (level >= 1 && level <= 9) {
      this.#isFirst = false;
      this.#where = 'block';
      this.#sum = 0;
      if (this.#block?.most !== level * BLOCK_UNIT) this.#block = new Bzip2Block(level * BLOCK_UNIT);
    } else if (this.#isFirst) throw new DamagedBlock('incorrect header');
    else this.#leave();
  }

  #next(): Bzip2Block | undefined {
    const bits = this.#bits;
    const kind = bits.take(24);
    const rest = bits.take(24);
    if (kind === BLOCK && rest === BLOCK_REST) {
      const block = this.#block;
      block?.read(bits);
      this.#sum = ((this.#sum << 1) | (this.#sum >>> 31)) ^ (block?.sum ?? 0);
      return block;
    }
    if (kind !== END || rest !== END_REST) throw new DamagedBlock('no such block');
    const sum = (bits.take(16) << 16) | bits.take(16);
    if (sum !== this.#sum) this.#doubt();
    bits.align();
    this.#where = 'between';
    return undefined;
  }

  /** Zeros are padding. */
  #between(): void {
    const bits = this.#bits;
    while (bits.left > 0 && bits.peek(8) === 0) bits.skip(8);
    if (bits.left === 0) return;
    const known = Math.min(24, bits.left);
    if (bits.peek(known) === MAGIC >>> (24 - known)) this.#where = 'header';
    else this.#leave();
  }

  #isAtSum(): boolean {
    const bits = this.#bits;
    if (this.#where !== 'block' || bits.left < 48 || bits.peek(24) !== END) return false;
    bits.skip(24);
    return bits.peek(24) === END_REST;
  }

  /** What comes after it can be read all the same. */
  #doubt(): void {
    this.problem ??= 'it is damaged (its checksum does not fit)';
  }

  #leave(): void {
    // Of a stream that is damaged nobody knows where it ends.
    this.hasGarbage = this.problem === undefined;
    this.close();
  }

  #fail(why: string): void {
    this.problem ??= `it is damaged (${why})`;
    this.isTorn = true;
    this.close();
  }
}
