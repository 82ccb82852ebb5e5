/** The root of one of LMDB's two trees, with the numbers that LMDB keeps of it. */
export interface TreeRoot {
  readonly flags: number;
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflows: number;
  readonly entries: number;
  /** Undefined for an empty tree. */
  readonly page: number | undefined;
}

/** A meta page of LMDB's data format 2: where the trees of one transaction start. */
export interface Meta {
  readonly pageSize: number;
  readonly mapSize: number;
  /** Which pages may be used again. */
  readonly free: TreeRoot;
  readonly main: TreeRoot;
  readonly lastPage: number;
  readonly transaction: number;
}

/** Bytes before the content of every page. */
export const PAGE_HEADER = 24;
/** Bytes of a meta page that are in use. */
export const META_SIZE = 168;
const MAGIC = 0xbeefc0de;
const DATA_FORMAT = 2;
const IS_META = 0x08;
/** The flag of a tree whose keys are numbers. */
const NUMBER_KEYS = 0x08;
const NO_PAGE = 0xffffffffffffffffn;

/** Thrown while a data file is looked at; the message is what is wrong with it. */
export class Damage extends Error {}

/** A number of eight bytes. Nothing in a data file is above 2^53. */
export const readNumber = (bytes: Buffer, at: number): number => {
  const high = bytes.readUInt32LE(at + 4);
  if (high >= 2 ** 21) throw new Damage(`a number is too large`);
  return high * 2 ** 32 + bytes.readUInt32LE(at);
};

/** Reads the meta page in slot 0 or 1. */
export const readMeta = (page: Buffer, slot: number): Meta => {
  if (readNumber(page, 0) !== slot || page.readUInt16LE(18) !== IS_META) {
    throw new Damage(`page ${slot} is not a meta page`);
  }
  if (page.readUInt32LE(24) !== MAGIC) throw new Damage(`meta page ${slot} is not of LMDB`);
  if (page.readUInt32LE(28) !== DATA_FORMAT) throw new Damage(`meta page ${slot} is of another data format`);
  const meta: Meta = {
    pageSize: page.readUInt32LE(48),
    mapSize: readNumber(page, 40),
    free: readRoot(page, 48),
    main: readRoot(page, 96),
    lastPage: readNumber(page, 144),
    transaction: readNumber(page, 152),
  };
  // Transactions write to the two in turn.
  if (meta.transaction !== 0 && meta.transaction % 2 !== slot) {
    throw new Damage(`meta page ${slot} holds transaction ${meta.transaction}`);
  }
  // LMDB takes flags and sizes from the older one, too.
  if (meta.main.flags !== 0 || meta.free.flags !== NUMBER_KEYS || readNumber(page, 32) !== 0) {
    throw new Damage(`meta page ${slot} is not of our kind`);
  }
  if (meta.mapSize > 2 ** 47 || meta.mapSize < (meta.lastPage + 1) * meta.pageSize) {
    throw new Damage(`meta page ${slot} gives a wrong size`);
  }
  return meta;
};

const readRoot = (page: Buffer, at: number): TreeRoot => ({
  flags: page.readUInt16LE(at + 4),
  depth: page.readUInt16LE(at + 6),
  branches: readNumber(page, at + 8),
  leaves: readNumber(page, at + 16),
  overflows: readNumber(page, at + 24),
  entries: readNumber(page, at + 32),
  page: page.readBigUInt64LE(at + 40) === NO_PAGE ? undefined : readNumber(page, at + 40),
});
