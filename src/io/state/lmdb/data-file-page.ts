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

/** Where a node lies in its page. */
export interface LeafNode {
  readonly key: number;
  /** Where the key ends and the value begins, or where it is said where that is. */
  readonly value: number;
  /** Bytes of the value. */
  readonly size: number;
  /** The pages that hold the value, where it is not here. */
  readonly overflow: { readonly page: number; readonly pages: number } | undefined;
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

/** The nodes of a branch page, in order; the key of the first is not used. */
export const readBranch = (page: Buffer, number: number, transaction: number): readonly BranchNode[] => {
  checkHeader(page, number, BRANCH, transaction);
  const nodes: BranchNode[] = [];
  readNodes(page, number, (at, flags) => {
    const end = at + NODE_HEADER + page.readUInt16LE(at + 6);
    const child = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16 + flags * 2 ** 32;
    nodes.push({ key: page.subarray(at + NODE_HEADER, end), child });
    return end;
  });
  return nodes;
};

/** The nodes of a leaf page, in order. */
export const readLeaf = (page: Buffer, number: number, transaction: number): readonly LeafNode[] => {
  checkHeader(page, number, LEAF, transaction);
  const nodes: LeafNode[] = [];
  readNodes(page, number, (at, flags) => {
    const key = at + NODE_HEADER;
    const value = key + page.readUInt16LE(at + 6);
    const size = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16;
    if ((flags & ~IN_OVERFLOW) !== 0) throw new Damage(`page ${number} has a node of an unknown kind`);
    const end = flags === 0 ? value + size : value + 24;
    if (end > page.length) throw new Damage(`page ${number} has a node beyond its end`);
    nodes.push({
      key,
      value,
      size,
      overflow: flags === 0 ? undefined : overflowAt(page, value, transaction),
    });
    return end;
  });
  return nodes;
};

const overflowAt = (page: Buffer, at: number, transaction: number): NonNullable<LeafNode['overflow']> => {
  if (readNumber(page, at + 8) > transaction) {
    throw new Damage(`page ${readNumber(page, 0)} is from the future`);
  }
  return { page: readNumber(page, at), pages: readNumber(page, at + 16) };
};

export const checkOverflow = (page: Buffer, number: number, pages: number, transaction: number): void => {
  checkHeader(page, number, OVERFLOW, transaction);
  if (page.readUInt32LE(20) !== pages) throw new Damage(`page ${number} starts a run of another length`);
};

/** Reads the nodes of a page, which lie at its end without a gap and without an overlap. `read` answers where one ends. */
function readNodes(page: Buffer, number: number, read: (at: number, flags: number) => number): void {
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  const room = page.length - PAGE_HEADER;
  if (lower === 0 || lower % 2 !== 0 || lower > upper || upper > room) {
    throw new Damage(`page ${number} has no possible content`);
  }
  let used = 0;
  for (let at = PAGE_HEADER; at < PAGE_HEADER + lower; at += 2) {
    const start = page.readUInt16LE(at);
    if (start % 2 !== 0 || start < upper || start + NODE_HEADER > room) {
      throw new Damage(`page ${number} has a node outside its nodes`);
    }
    const end = read(PAGE_HEADER + start, page.readUInt16LE(PAGE_HEADER + start + 4));
    if (end > page.length) throw new Damage(`page ${number} has a node beyond its end`);
    // Nodes start at even places.
    used += end - PAGE_HEADER - start + (end % 2);
  }
  if (used !== room - upper) throw new Damage(`page ${number} has nodes that overlap`);
}
