import { describe, expect, it } from 'vitest';
import { held, type Reading, readingOf, rowsOf } from '../../../src/pipelines/flow-log/api/hours.js';
import type { FlowTotals } from '../../../src/pipelines/flow-log/api/route-context.js';
import { OTHERS } from '../../../src/pipelines/flow-log/api/write-rows.js';
import { noSteps } from './memory-flows.js';

/** Hours of one key each, whose sum counts the batches that have come for all of them. */
const hoursThatGrow = (...hours: readonly number[]) => {
  let batches = 0;
  const groupOf = (group: number) => ({ group, keys: 1, lastSeen: 0, changed: batches });
  const totals: FlowTotals = {
    groups: hours.map(groupOf),
    group: (hour) => (hours.includes(hour) ? groupOf(hour) : undefined),
    copying: (hour) =>
      noSteps(
        (hours.includes(hour) ? [{ key: ['a', 'b', 'c'], sums: [`${batches}`, '0'] }] : [])[
          Symbol.iterator
        ](),
      ),
  };
  return { sums: { totals: () => totals, hold: () => () => undefined }, batch: () => void batches++ };
};

/** Their hours and sums, as they come. */
function* readOf({ sums }: ReturnType<typeof hoursThatGrow>, reading: Reading) {
  const { value } = rowsOf(sums, reading, undefined).next();
  for (const row of value ?? []) if (typeof row === 'object') yield [row.hour, row.sums[0]];
}

const all = { from: 1, to: 5 };

describe('several hours', () => {
  it('are as they were at one moment, so that no batch is seen half in', () => {
    const flows = hoursThatGrow(1, 2, 5);
    const { sums, batch } = flows;
    batch();
    const reading = readingOf(sums.totals(), all, 1 << 20);
    expect(reading.isOneMoment).toBe(true);
    const seen = [];
    for (const row of readOf(flows, reading)) {
      seen.push(row);
      batch();
    }
    expect(seen).toEqual([
      [1, '1'],
      [2, '1'],
      [5, '1'],
    ]);
  });

  it('are read one after the other where that is too much, for the memory of the greatest', () => {
    const flows = hoursThatGrow(1, 2, 5);
    const { sums, batch } = flows;
    const one = readingOf(sums.totals(), { from: 1, to: 1 }, 0);
    const reading = readingOf(sums.totals(), all, one.cost);
    expect(reading).toMatchObject({ isOneMoment: false, cost: one.cost });
    const seen = [];
    for (const row of readOf(flows, reading)) {
      seen.push(row);
      batch();
    }
    expect(seen).toEqual([
      [1, '0'],
      [2, '1'],
      [5, '2'],
    ]);
  });

  it('of which there is only one are always of one moment', () => {
    const { sums } = hoursThatGrow(1);
    expect(readingOf(sums.totals(), { from: 1, to: 1 }, 0).isOneMoment).toBe(true);
  });
});

describe('sums that are read in steps', () => {
  const setUp = () => {
    const seen: string[] = [];
    let isFree = false;
    const sums = {
      ...hoursThatGrow(1).sums,
      hold: () => {
        if (!isFree) return undefined;
        seen.push('held');
        return () => void seen.push('released');
      },
    };
    function* read(): Generator<undefined, string> {
      seen.push('first');
      yield;
      seen.push('second');
      return 'all';
    }
    const free = (): void => {
      isFree = true;
    };
    return { seen, reading: held(sums, read), free };
  };

  it('are kept as they are from the first step to the last, when they can be', () => {
    const { seen, reading, free } = setUp();
    expect([reading.next().value, reading.next().value, seen]).toEqual([OTHERS, OTHERS, []]);
    free();
    expect([reading.next().value, seen]).toEqual([OTHERS, ['held', 'first']]);
    expect([reading.next().value, seen]).toEqual(['all', ['held', 'first', 'second', 'released']]);
  });

  it('are let go where nobody wants them any more', () => {
    const { seen, reading, free } = setUp();
    free();
    reading.next();
    reading.return('gone');
    expect(seen).toEqual(['held', 'first', 'released']);
  });
});
