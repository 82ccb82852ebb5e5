import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  Damage,
  META_SIZE,
  type Meta,
  PAGE_HEADER,
  readMeta,
  readNumber,
  type TreeRoot,
} from './data-file-meta.js';
import { checkOverflow, readBranch, readLeaf } from './data-file-page.js';
import { hasCode } from './has-code.js';
import { isIntact } from './record-value.js';

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

type Order = (a: Buffer, b: Buffer) => number;
const byBytes: Order = (a, b) => Buffer.compare(a, b);
const byNumber: Order = (a, b) => readNumber(a, 0) - readNumber(b, 0);

class Walk {
  readonly #size: number;
  readonly #meta: Meta;
  /** Per page of the file: whether it has a use. */
  readonly #used: Uint8Array;
  /** Pages beyond the end of the file that are free. */
  #freeBeyond = 0;

  constructor(private readonly file: number) {
    this.#size = fstatSync(file).size;
    this.#meta = this.#newestMeta();
    this.#used = new Uint8Array(Math.ceil(this.#size / this.#meta.pageSize));
  }

  run(): void {
    const { main, free, lastPage, pageSize } = this.#meta;
    this.#claim(0, 2);
    this.#tree(main, byBytes, (key, value) => {
      if (!isIntact(key, value))
        throw new Damage(`the record ${key.toString('hex')} does not match its checksum`);
    });
    this.#tree(free, byNumber, (_, list) => this.#freePages(list));
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

  #tree(root: TreeRoot, order: Order, entry: (key: Buffer, value: Buffer) => void): void {
    const { transaction } = this.#meta;
    const found = { branches: 0, leaves: 0, overflows: 0, entries: 0 };
    let last: Buffer | undefined;

    const visit = (number: number, depth: number, from: Buffer | undefined, to: Buffer | undefined): void => {
      this.#claim(number, 1);
      const page = this.#page(number);
      if (depth < root.depth) {
        found.branches++;
        const nodes = readBranch(page, number, transaction);
        nodes.forEach(({ key, child }, i) => {
          // The key of the first node is not used.
          visit(child, depth + 1, i === 0 ? from : key, nodes[i + 1]?.key ?? to);
        });
        return;
      }
      found.leaves++;
      for (const { key, size, value } of readLeaf(page, number, transaction)) {
        if (
          (last !== undefined && order(last, key) >= 0) ||
          (from !== undefined && order(key, from) < 0) ||
          (to !== undefined && order(key, to) >= 0)
        ) {
          throw new Damage(`page ${number} has keys out of order`);
        }
        last = key;
        found.entries++;
        if (Buffer.isBuffer(value)) entry(key, value);
        else {
          found.overflows += value.pages;
          entry(key, this.#overflow(value.page, value.pages, size));
        }
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

  #page(number: number): Buffer {
    return this.#read(number * this.#meta.pageSize, this.#meta.pageSize);
  }

  #read(position: number, length: number): Buffer {
    if (position + length > this.#size) throw new Damage(`it ends at ${this.#size} bytes, before its end`);
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; ) {
      const read = readSync(this.file, bytes, at, length - at, position + at);
      if (read === 0) throw new Damage(`it ends at ${position + at} bytes, before its end`);
      at += read;
    }
    return bytes;
  }
}
