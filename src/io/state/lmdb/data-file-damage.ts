import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { hasCode } from '../../disk/has-code.js';
import {
  Damage,
  META_SIZE,
  type Meta,
  PAGE_HEADER,
  readMeta,
  readNumber,
  type TreeRoot,
} from './data-file-meta.js';
import { checkOverflow, type LeafNode, readBranch, readLeaf } from './data-file-page.js';
import { isIntact, isIntactIn } from './record-value.js';

/**
 * What is wrong with a data file, as a sentence; undefined for one that is whole. LMDB trusts its file: a bad page
 * number ends the process (SIGBUS), a bad list of free pages overwrites what is in use. So a file is walked once, from
 * the newest meta page down, before LMDB opens it: the form of every page, the order of all keys, the counts, that no
 * page is used twice, and the checksum of every record. Nobody may write to the file meanwhile.
 */
export const damageOf = (path: string): string | undefined => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'its data file data.mdb is missing.';
    throw error;
  }
  try {
    new Walk(file).run();
    return undefined;
  } catch (error) {
    // A range error: what is read next lies beyond its page.
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    return `its data file data.mdb is damaged (${error.message}).`;
  } finally {
    closeSync(file);
  }
};

/** Compares two keys, each given by where it lies. */
type Order = (a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number) => number;

const byBytes: Order = (a, aFrom, aTo, b, bFrom, bTo) => {
  const length = Math.min(aTo - aFrom, bTo - bFrom);
  for (let i = 0; i < length; i++) {
    const difference = (a[aFrom + i] as number) - (b[bFrom + i] as number);
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
};

const byNumber: Order = (a, aFrom, _, b, bFrom) => readNumber(a, aFrom) - readNumber(b, bFrom);

/** Whether the keys of a leaf are in order, the first not before `from` and the last before `to`. */
const inOrder = (
  page: Buffer,
  nodes: readonly LeafNode[],
  order: Order,
  from: Buffer | undefined,
  to: Buffer | undefined,
): boolean => {
  for (let i = 1; i < nodes.length; i++) {
    const [a, b] = [nodes[i - 1] as LeafNode, nodes[i] as LeafNode];
    if (order(page, a.key, a.value, page, b.key, b.value) >= 0) return false;
  }
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) return true;
  return (
    (from === undefined || order(from, 0, from.length, page, first.key, first.value) <= 0) &&
    (to === undefined || order(page, last.key, last.value, to, 0, to.length) < 0)
  );
};

class Walk {
  readonly #size: number;
  readonly #meta: Meta;
  /** Per page of the file: whether it has a use. */
  readonly #used: Uint8Array;
  /** Pages beyond the end of the file that are free. */
  #freeBeyond = 0;
  /** By depth in a tree: the memory for the page that is looked at there. */
  readonly #memory: Buffer[] = [];

  constructor(private readonly file: number) {
    this.#size = fstatSync(file).size;
    this.#meta = this.#newestMeta();
    this.#used = new Uint8Array(Math.ceil(this.#size / this.#meta.pageSize));
  }

  run(): void {
    const { main, free, lastPage, pageSize } = this.#meta;
    this.#claim(0, 2);
    this.#tree(main, byBytes, (page, { key, value, size, overflow }) => {
      const isWhole =
        overflow === undefined
          ? isIntactIn(page, key, value, value + size)
          : isIntact(page.subarray(key, value), this.#overflow(overflow.page, overflow.pages, size));
      if (!isWhole) {
        throw new Damage(`the record ${page.toString('hex', key, value)} does not match its checksum`);
      }
    });
    this.#tree(free, byNumber, (page, { value, size, overflow }) => {
      this.#freePages(
        overflow === undefined
          ? page.subarray(value, value + size)
          : this.#overflow(overflow.page, overflow.pages, size),
      );
    });
    // The last pages need not be in the file when they are free.
    const inFile = Math.floor(this.#size / pageSize);
    if (lastPage + 1 > inFile + this.#freeBeyond) {
      throw new Damage(`it ends after ${inFile} of ${lastPage + 1} pages`);
    }
  }

  #newestMeta(): Meta {
    const first = readMeta(this.#read(0, META_SIZE), 0);
    const { pageSize } = first;
    if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) {
      throw new Damage(`its pages have ${pageSize} bytes`);
    }
    const second = readMeta(this.#read(pageSize, META_SIZE), 1);
    if (second.pageSize !== pageSize) throw new Damage('its meta pages contradict each other');
    const [older, newer] = first.transaction > second.transaction ? [second, first] : [first, second];
    if (newer.transaction === 0) throw new Damage('it is empty');
    if (newer.transaction - older.transaction !== 1) throw new Damage('the newest meta page is missing');
    const { main, transaction } = newer;
    if (main.page === undefined) throw new Damage('it has no records');
    // Every transaction of ours writes a record, and with it the root anew.
    if (readNumber(this.#read(main.page * pageSize, PAGE_HEADER), 8) !== transaction) {
      throw new Damage('the newest meta page is not the newest');
    }
    return newer;
  }

  #tree(root: TreeRoot, order: Order, entry: (page: Buffer, node: LeafNode) => void): void {
    const { transaction } = this.#meta;
    const found = { branches: 0, leaves: 0, overflows: 0, entries: 0 };

    // Every leaf has keys, so where each keeps to its bounds and is in order, all are.
    const visit = (number: number, depth: number, from: Buffer | undefined, to: Buffer | undefined): void => {
      this.#claim(number, 1);
      const page = this.#page(number, depth);
      if (depth < root.depth) {
        found.branches++;
        const nodes = readBranch(page, number, transaction);
        nodes.forEach(({ key, child }, i) => {
          visit(child, depth + 1, i === 0 ? from : key, nodes[i + 1]?.key ?? to);
        });
        return;
      }
      found.leaves++;
      const nodes = readLeaf(page, number, transaction);
      if (!inOrder(page, nodes, order, from, to)) throw new Damage(`page ${number} has keys out of order`);
      for (const node of nodes) {
        found.entries++;
        found.overflows += node.overflow?.pages ?? 0;
        entry(page, node);
      }
    };
    if (root.page !== undefined) visit(root.page, 1, undefined, undefined);
    for (const name of ['branches', 'leaves', 'overflows', 'entries'] as const) {
      if (found[name] !== root[name]) throw new Damage(`it has ${found[name]} ${name}, not ${root[name]}`);
    }
  }

  #overflow(first: number, pages: number, size: number): Buffer {
    if (pages < Math.ceil((PAGE_HEADER + size) / this.#meta.pageSize)) {
      throw new Damage(`page ${first} starts a run that is too short`);
    }
    this.#claim(first, pages);
    const run = this.#read(first * this.#meta.pageSize, PAGE_HEADER + size);
    checkOverflow(run, first, pages, this.#meta.transaction);
    return run.subarray(PAGE_HEADER);
  }

  /** A list: its length; then page numbers, one that stands for several after their number as a negative; 0 for nothing. */
  #freePages(list: Buffer): void {
    const length = readNumber(list, 0);
    if ((length + 1) * 8 > list.length) throw new Damage('a list of free pages is too short');
    let pages = 1;
    for (let at = 8; at <= length * 8; at += 8) {
      const entry = list.readBigInt64LE(at);
      if (entry < 0n) pages = Number(-entry);
      else if (entry > 0n) {
        this.#claim(Number(entry), pages);
        const beyond = Number(entry) + pages - Math.max(Number(entry), this.#used.length);
        this.#freeBeyond += Math.max(0, beyond);
        pages = 1;
      }
    }
  }

  #claim(first: number, pages: number): void {
    if (first + pages > this.#meta.lastPage + 1) throw new Damage(`page ${first} is beyond the last page`);
    for (let page = first; page < Math.min(first + pages, this.#used.length); page++) {
      if (this.#used[page] === 1) throw new Damage(`page ${page} has two uses`);
      this.#used[page] = 1;
    }
  }

  /** Good until the next page of this depth is asked for. */
  #page(number: number, depth: number): Buffer {
    const { pageSize } = this.#meta;
    const memory = this.#memory[depth] ?? Buffer.alloc(pageSize);
    this.#memory[depth] = memory;
    return this.#readInto(memory, number * pageSize);
  }

  #read(position: number, length: number): Buffer {
    return this.#readInto(Buffer.allocUnsafe(length), position);
  }

  #readInto(bytes: Buffer, position: number): Buffer {
    const { length } = bytes;
    if (position + length > this.#size) throw new Damage(`it ends at ${this.#size} bytes, before its end`);
    for (let at = 0; at < length; ) {
      const read = readSync(this.file, bytes, at, length - at, position + at);
      if (read === 0) throw new Damage(`it ends at ${position + at} bytes, before its end`);
      at += read;
    }
    return bytes;
  }
}
