import type { FlowTotals } from './route-context.js';
import { OTHERS, type Read, type TotalRow } from './write-rows.js';

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

/** What is summed up, and how it is kept as it is. */
export interface Sums {
  readonly totals: () => FlowTotals;
  /** As that of `RouteContext`. */
  readonly hold: () => (() => void) | undefined;
}

/** Keys that are copied before others have a turn: a few milliseconds. */
const AT_ONCE = 16_384;

/** Waits until the sums are not in the middle of a batch, and keeps them as they are while they are read in steps. */
export function* held<R>(sums: Sums, read: () => Generator<undefined, R>): Generator<typeof OTHERS, R> {
  let release = sums.hold();
  for (; release === undefined; release = sums.hold()) yield OTHERS;
  try {
    const reading = read();
    let step = reading.next();
    for (; step.done !== true; step = reading.next()) yield OTHERS;
    return step.value;
  } finally {
    release();
  }
}

/** Rows of a group. */
type Rows = ReturnType<FlowTotals['copying']> extends Generator<undefined, infer R> ? R : never;

/** The rows of these hours, for who keeps the sums as they are meanwhile: all of them, or those of the first hour. */
export function* rowsOf(sums: Sums, reading: Reading, matches: Matches): Generator<undefined, Read> {
  const { from, to, isOneMoment } = reading;
  const now = sums.totals();
  const copies = new Map<number, Rows>();
  for (let hour = from; hour === from || (isOneMoment && hour <= to); hour++) {
    if (now.group(hour) !== undefined) copies.set(hour, yield* now.copying(hour, AT_ONCE));
    else if (hour === from) copies.set(hour, [][Symbol.iterator]());
  }
  return matching(sums, reading, copies, matches);
}

function* matching(
  sums: Sums,
  { from, to, isOneMoment }: Reading,
  copies: ReadonlyMap<number, Rows>,
  matches: Matches,
): Generator<TotalRow | undefined | typeof OTHERS, void> {
  for (let hour = from; hour <= to; hour++) {
    const copied = copies.get(hour) ?? (isOneMoment ? [] : undefined);
    // What is written is read at the pace of whoever asked, who does not stop in the middle of this: it is all `OTHERS`.
    const rows = copied ?? (yield* held(sums, () => sums.totals().copying(hour, AT_ONCE)));
    for (const { key, sums: digits } of rows) {
      yield matches === undefined || matches(key) ? { hour, key, sums: digits } : undefined;
    }
  }
}
