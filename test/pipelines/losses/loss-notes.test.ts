import { describe, expect, it } from 'vitest';
import type { Rejected } from '../../../src/operators/rejected.js';
import { LossNotes } from '../../../src/pipelines/losses/loss-notes.js';

const LIMITS = { lateness: 2000, idle: 10_000, step: 1000 };

/** How much of its setting one row would have needed, in seconds, rounded up to what people write. */
const needOf = (reason: Rejected['reason'], time: number | undefined, watermark = 60_000) => {
  const notes = new LossNotes(LIMITS, []);
  notes.note([{ reason, ...(time !== undefined && { time }) }], 's', watermark);
  return Object.keys(notes.losses()?.[0]?.needs ?? {}).map((need) => Number(need) / 1000);
};

describe('what would have kept a row', () => {
  it('is a lateness that reaches from it to the newest row, which is up to a step past what the watermark says', () => {
    // At a watermark of 60 s the newest row is of 62.999 at most.
    expect(needOf('late', 58_000)).toEqual([5]);
    expect(needOf('late', 57_999)).toEqual([10]);
    expect(needOf('late', 61_000)).toEqual([2]);
  });

  it('is of a silence what it has lasted, a step more, and what is waited for anyhow', () => {
    expect(needOf('late: idle', 57_000)).toEqual([15]);
    expect(needOf('late: idle', 56_000)).toEqual([15]);
    expect(needOf('late: idle', 55_999)).toEqual([30]);
  });

  it('is of one that is ahead how far it is from the newest row', () => {
    expect(needOf('future', 60_000 + 2000 + 600_000)).toEqual([600]);
    expect(needOf('future', 60_000 + 2000 + 600_001)).toEqual([900]);
  });

  it('is nothing where no setting would do, or nothing is known of the time', () => {
    expect(needOf('malformed', 1)).toEqual([]);
    expect(needOf('late', undefined)).toEqual([]);
    expect(needOf('late', 1, -Infinity)).toEqual([]);
  });
});
