import { Damage, PAGE_HEADER, readNumber } from './data-file-meta.js';

const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
/** Of the flags, those that say what a page is. */
const KIND = 0x6f;
const NODE_HEADER = 8;
const IN_OVERFLOW = 0x01;

export interface BranchNode {
  readonly key: Buffer;
  readonly child: number;
}

export interface LeafNode {
  readonly key: Buffer;
  readonly size: number;
  /** The value, or the first page and the number of pages that hold it. */
  readonly value: Buffer | { readonly page: number; readonly pages: number };
}

/** What every page of a tree says of itself: its number, its kind and a transaction that has been. */
const checkHeader = (page: Buffer, number: number, kind: number, transaction: number): void => {
  if (
    readNumber(page, 0) !== number ||
    (page.readUInt16LE(18) & KIND) !== kind ||
    readNumber(page, 8) > transaction
  ) {
    throw new Damage(`page ${number} is not the page that belongs there`);
  }
};

export const readBranch = (page: Buffer, number: number, transaction: number): readonly BranchNode[] => {
  checkHeader(page, number, BRANCH, transaction);
  return readNodes<BranchNode>(page, number, (at, flags) => {
    const end = at + NODE_HEADER + page.readUInt16LE(at + 6);
    const child = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16 + flags * 2 ** 32;
    return [{ key: page.subarray(at + NODE_HEADER, end), child }, end];
  });
};

export const readLeaf = (page: Buffer, number: number, transaction: number): readonly LeafNode[] => {
  checkHeader(page, number, LEAF, transaction);
  return readNodes<LeafNode>(page, number, (at, flags) => {
    const start = at + NODE_HEADER + page.readUInt16LE(at + 6);
    const key = page.subarray(at + NODE_HEADER, start);
    const size = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16;
    if ((flags & ~IN_OVERFLOW) !== 0) throw new Damage(`page ${number} has a node of an unknown kind`);
    if (flags === 0) return [{ key, size, value: page.subarray(start, start + size) }, start + size];
    if (start + 24 > page.length) throw new Damage(`page ${number} has a node beyond its end`);
    if (readNumber(page, start + 8) > transaction) throw new Damage(`page ${number} is from the future`);
    const value = { page: readNumber(page, start), pages: readNumber(page, start + 16) };
    return [{ key, size, value }, start + 24];
  });
};

export const checkOverflow = (page: Buffer, number: number, pages: number, transaction: number): void => {
  checkHeader(page, number, OVERFLOW, transaction);
  if (page.readUInt32LE(20) !== pages) throw new Damage(`page ${number} starts a run of another length`);
};

/** The nodes of a page, which lie at its end without a gap and without an overlap. */
function readNodes<N>(
  page: Buffer,
  number: number,
  read: (at: number, flags: number) => readonly [node: N, end: number],
): readonly N[] {
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  const room = page.length - PAGE_HEADER;
  if (lower === 0 || lower % 2 !== 0 || lower > upper || upper > room) {
    throw new Damage(`page ${number} has no possible content`);
  }
  const nodes: N[] = [];
  let used = 0;
  for (let at = PAGE_HEADER; at < PAGE_HEADER + lower; at += 2) {
    const start = page.readUInt16LE(at);
    if (start % 2 !== 0 || start < upper || start + NODE_HEADER > room) {
      throw new Damage(`page ${number} has a node outside its nodes`);
    }
    const [node, end] = read(PAGE_HEADER + start, page.readUInt16LE(PAGE_HEADER + start + 4));
    if (end > page.length) throw new Damage(`page ${number} has a node beyond its end`);
    // Nodes start at even places.
    used += end - PAGE_HEADER - start + (end % 2);
    nodes.push(node);
  }
  if (used !== room - upper) throw new Damage(`page ${number} has nodes that overlap`);
  return nodes;
}
