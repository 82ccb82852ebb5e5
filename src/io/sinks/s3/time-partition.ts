import type { LocalOffsets } from '../../../operators/operator.js';

/** How long the time is that the rows below one key are of. */
export const PARTITIONS = ['hour', 'day', 'month', 'year', 'none'] as const;

export type TimePartition = (typeof PARTITIONS)[number];

/** As Hive calls what has no value. */
export const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** Offsets are whole minutes since 1972, and mostly quarters of an hour: within one a zone's clock is not changed. */
const STEP = 15 * 60_000;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.UTC(9999, 11, 31);
/** Places that are remembered: rows of one commit are of few. */
const MOST = 1024;

const PARTS: readonly (readonly [name: TimePartition, from: number, to: number])[] = [
  ['year', 0, 4],
  ['month', 5, 7],
  ['day', 8, 10],
  ['hour', 11, 13],
];

const partsOf = (partition: TimePartition): typeof PARTS =>
  PARTS.slice(0, PARTS.findIndex(([name]) => name === partition) + 1);

/**
 * Says of a time, epoch milliseconds, which part of keys it belongs to, as Hive writes it: `year=2026/month=11/day=29/hour=10/`, by the clock of a
 * zone. What has no time that can be written with four digits of a year is in `__HIVE_DEFAULT_PARTITION__`. The two hours of a clock that is put
 * back are one.
 */
export const timePartition = (
  partition: TimePartition,
  offsets: LocalOffsets,
): ((time: number | undefined) => string) => {
  const parts = partsOf(partition);
  const unknown = parts.map(([name]) => `${name}=${NO_VALUE}/`).join('');
  const known = new Map<number, string>();
  return (time) => {
    if (time === undefined || !(time >= FIRST && time < LAST)) return unknown;
    const step = Math.floor(time / STEP);
    let place = known.get(step);
    if (place === undefined) {
      const local = new Date(step * STEP + offsetAt(offsets, step * STEP)).toISOString();
      place = parts.map(([name, from, to]) => `${name}=${local.slice(from, to)}/`).join('');
      if (known.size === MOST) known.clear();
      known.set(step, place);
    }
    return place;
  };
};

const offsetAt = (offsets: LocalOffsets, time: number): number => {
  let found = 0;
  for (const [from, offset] of offsets) {
    if (from > time) break;
    found = offset;
  }
  return found;
};
