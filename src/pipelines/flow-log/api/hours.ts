import type { FlowTotals } from './route-context.js';
import type { TotalRow } from './write-rows.js';

/** All hours from one to another. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Whether a row is wanted; undefined where all are. */
export type Matches = ((key: readonly string[]) => boolean) | undefined;

/** What the copy of a key takes: two sums and three texts, as `TotalsView` says. */
const KEY_BYTES = 44;
/** What the texts take that are read once for many rows, at most. */
const TEXT_BYTES = 256;
const MOST_TEXTS = 16_384;

/** How hours are read, and what memory that takes. */
export interface Reading extends Hours {
  /** All are copied at one moment; else one after the other, each when its first row is wanted. */
  readonly isOneMoment: boolean;
  /** Bytes. */
  readonly cost: number;
}

/** Hours that take at most `most` bytes together are read at one moment. */
export const readingOf = (totals: FlowTotals, hours: Hours, most: number): Reading => {
  let [all, greatest] = [0, 0];
  for (let hour = hours.from; hour <= hours.to; hour++) {
    const keys = totals.group(hour)?.keys ?? 0;
    all += keys;
    greatest = Math.max(greatest, keys);
  }
  const cost = costOf(all);
  return cost <= most || hours.from === hours.to
    ? { ...hours, isOneMoment: true, cost }
    : { ...hours, isOneMoment: false, cost: costOf(greatest) };
};

const costOf = (keys: number): number => keys * KEY_BYTES + Math.min(3 * keys, MOST_TEXTS) * TEXT_BYTES;

/** What is summed up, and whether it is in the middle of a batch. */
export interface Sums {
  readonly totals: () => FlowTotals;
  readonly isFolding: () => boolean;
}

/**
 * The rows of these hours, copied from the call on, which is not in the middle of a batch; `undefined` for one that is not
 * wanted, and where whoever reads should let others have their turn, and come again.
 */
export const rowsOf = (sums: Sums, reading: Reading, matches: Matches): Iterable<TotalRow | undefined> => {
  const { from, to, isOneMoment } = reading;
  const now = sums.totals();
  const copies = new Map([[from, now.rows(from)]]);
  for (let hour = from + 1; isOneMoment && hour <= to; hour++)
    if (now.group(hour) !== undefined) copies.set(hour, now.rows(hour));
  return matching(sums, reading, copies, matches);
};

function* matching(
  { totals, isFolding }: Sums,
  { from, to, isOneMoment }: Reading,
  copies: ReadonlyMap<number, ReturnType<FlowTotals['rows']>>,
  matches: Matches,
): Generator<TotalRow | undefined, void> {
  for (let hour = from; hour <= to; hour++) {
    const copied = copies.get(hour) ?? (isOneMoment ? [] : undefined);
    while (copied === undefined && isFolding()) yield undefined;
    for (const { key, sums } of copied ?? totals().rows(hour)) {
      yield matches === undefined || matches(key) ? { hour, key, sums } : undefined;
    }
  }
}
