import { describe, expect, it } from 'vitest';
import { readingOf, rowsOf } from '../../../src/pipelines/flow-log/api/hours.js';
import type { FlowTotals } from '../../../src/pipelines/flow-log/api/route-context.js';

/** Hours of one key each, whose sum counts the batches that have come for all of them. */
const hoursThatGrow = (...hours: readonly number[]) => {
  let batches = 0;
  const groupOf = (group: number) => ({ group, keys: 1, lastSeen: 0, changed: batches });
  const totals: FlowTotals = {
    groups: hours.map(groupOf),
    group: (hour) => (hours.includes(hour) ? groupOf(hour) : undefined),
    rows: (hour) =>
      (hours.includes(hour) ? [{ key: ['a', 'b', 'c'], sums: [`${batches}`, '0'] }] : [])[Symbol.iterator](),
  };
  return { totals: () => totals, batch: () => void batches++ };
};

const all = { from: 1, to: 5 };

describe('several hours', () => {
  it('are as they were at one moment, so that no batch is seen half in', () => {
    const { totals, batch } = hoursThatGrow(1, 2, 5);
    batch();
    const reading = readingOf(totals(), all, 1 << 20);
    expect(reading.isOneMoment).toBe(true);
    const rows = rowsOf({ totals, isFolding: () => false }, reading, undefined)[Symbol.iterator]();
    batch();
    const seen = [rows.next().value];
    batch();
    seen.push(rows.next().value, rows.next().value);
    expect(seen.map((row) => row && [row.hour, row.sums[0]])).toEqual([
      [1, '1'],
      [2, '1'],
      [5, '1'],
    ]);
    expect(rows.next().done).toBe(true);
  });

  it('are read one after the other where that is too much, for the memory of the greatest', () => {
    const { totals, batch } = hoursThatGrow(1, 2, 5);
    const one = readingOf(totals(), { from: 1, to: 1 }, 0);
    const reading = readingOf(totals(), all, one.cost);
    expect(reading).toMatchObject({ isOneMoment: false, cost: one.cost });
    const rows = rowsOf({ totals, isFolding: () => false }, reading, undefined)[Symbol.iterator]();
    const seen = [rows.next().value];
    batch();
    seen.push(rows.next().value, rows.next().value);
    expect(seen.map((row) => row?.sums[0])).toEqual(['0', '1', '1']);
  });

  it('of which there is only one are always of one moment', () => {
    expect(readingOf(hoursThatGrow(1).totals(), { from: 1, to: 1 }, 0).isOneMoment).toBe(true);
  });
});
