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

/** Bytes of memory that reading these hours takes: they are copied one after the other. */
export const costOf = (totals: FlowTotals, { from, to }: Hours): number => {
  let most = 0;
  for (let hour = from; hour <= to; hour++) most = Math.max(most, totals.group(hour)?.keys ?? 0);
  return most * KEY_BYTES + Math.min(3 * most, MOST_TEXTS) * TEXT_BYTES;
};

/** What is summed up, and whether it is in the middle of a batch. */
export interface Sums {
  readonly totals: () => FlowTotals;
  readonly isFolding: () => boolean;
}

/**
 * The rows of these hours, each hour as it is when the first of its rows is read, the first one at the call; `undefined` for
 * one that is not wanted, and where whoever reads should let others have their turn, and come again.
 */
export const rowsOf = (sums: Sums, { from, to }: Hours, matches: Matches): Iterable<TotalRow | undefined> =>
  matching(sums, from, to, sums.totals().rows(from), matches);

function* matching(
  { totals, isFolding }: Sums,
  from: number,
  to: number,
  first: ReturnType<FlowTotals['rows']>,
  matches: Matches,
): Generator<TotalRow | undefined, void> {
  for (let hour = from; hour <= to; hour++) {
    while (hour > from && isFolding()) yield undefined;
    for (const { key, sums } of hour === from ? first : totals().rows(hour)) {
      yield matches === undefined || matches(key) ? { hour, key, sums } : undefined;
    }
  }
}
