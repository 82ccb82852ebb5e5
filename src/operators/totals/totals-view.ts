import { digitsOf } from './exact-total.js';
import type { TotalsGroup } from './group-table.js';
import { type TextPage, textAt } from './text-pages.js';
import type { TotalsCopy, TotalsShape, TotalsTable } from './totals-table.js';

/** The totals of one key. */
export interface TotalsRow {
  /** The values of the key fields, in their order. */
  readonly key: readonly string[];
  /** The exact sums, in their order, as decimal digits. */
  readonly sums: readonly string[];
}

/**
 * What a reader may see of `totals`. The view itself is good until the next step. What `rows` has given is good for
 * as long as somebody holds it: it is a copy of the group's numbers from the moment of the call (16 bytes for each
 * sum of a key, 4 for each text), and of its texts, which never change, a reference.
 */
export interface TotalsView {
  /** All groups, in ascending order; made anew each time that it is read. */
  readonly groups: readonly TotalsGroup[];
  /** One group; undefined where there is none. */
  group(group: number): TotalsGroup | undefined;
  /** The rows of a group in first-seen order, as they are now; none for a group that is not there. */
  rows(group: number): IterableIterator<TotalsRow>;
  /**
   * As `rows`, which takes some 150 ms for a million keys: copied in steps of so many keys, between which others can have their
   * turn. What it returns are the rows at the moment of the first step. The operator must not be stepped before it has returned;
   * it throws an Error where it was.
   */
  copying(group: number, keys: number): Generator<undefined, IterableIterator<TotalsRow>>;
  /** Keys of all groups. */
  readonly keys: number;
  /** Memory that keys and sums take, in bytes, all of it outside of the heap. */
  readonly bytes: number;
}

export const totalsView = (table: TotalsTable): TotalsView => ({
  get groups() {
    return table.groups.readAll();
  },
  group: (group) => table.groups.read(group),
  // Copied here, at the call, and not when the first row is asked for.
  rows: (group) => rowsOf(copyOf(table, group), table.shape),
  *copying(group, keys) {
    return rowsOf(yield* table.copying(group, keys), table.shape);
  },
  get keys() {
    return table.keys;
  },
  get bytes() {
    return table.bytes;
  },
});

const copyOf = (table: TotalsTable, group: number): TotalsCopy => {
  const copied = table.copying(group, Infinity).next();
  if (copied.done !== true) throw new Error('A copy that is not to stop has stopped.');
  return copied.value;
};

function* rowsOf({ sums, addresses, pages }: TotalsCopy, shape: TotalsShape): Generator<TotalsRow> {
  const textOf = textReader(pages);
  const count = addresses.length / shape.texts;
  for (let row = 0; row < count; row++) {
    const key: string[] = [];
    for (let k = 0; k < shape.texts; k++) key.push(textOf(addresses[row * shape.texts + k] as number));
    const digits: string[] = [];
    for (let at = row * shape.sums * 2, s = 0; s < shape.sums; s++, at += 2) {
      digits.push(digitsOf(sums[at] as number, sums[at + 1] as number));
    }
    yield { key, sums: digits };
  }
}

/** Texts that a reader of rows keeps on the heap at most. */
const MOST = 16_384;

/** Reads texts by their address, most of those that come again only once. */
function textReader(pages: readonly (TextPage | undefined)[]): (address: number) => string {
  const texts = new Map<number, string>();
  return (address) => {
    const known = texts.get(address);
    if (known !== undefined) return known;
    const text = textAt(pages, address);
    if (texts.size === MOST) texts.clear();
    texts.set(address, text);
    return text;
  };
}
