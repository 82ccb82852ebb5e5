import { describe, expect, test } from 'vitest';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { SourceRun } from '../../../src/io/sources/source.js';
import { collect } from '../../support/collect.js';

/** A run with everything that a run may have, and what was asked of it. */
const fullRun = () => {
  const asked: unknown[] = [];
  const state = { commitDue: undefined as boolean | undefined, lines: 0 };
  const run: SourceRun<number> = {
    async *[Symbol.asyncIterator]() {},
    acknowledge: async (position) => void asked.push(['acknowledge', position]),
    get commitDue() {
      return state.commitDue;
    },
    get lines() {
      return state.lines;
    },
    outcome: (row, outcome) => void asked.push(['outcome', row, outcome]),
    close: async () => void asked.push(['close']),
  };
  return { run, asked, state };
};

/** Every member of a run but its chunks. */
const MEMBERS = ['acknowledge', 'commitDue', 'lines', 'outcome', 'close'] as const;

async function* chunks() {
  yield { rows: ['other'], rejected: [] };
}

describe('a run that forwards another', () => {
  test('has its own chunks, and all else of the inner one', async () => {
    const { run, asked } = fullRun();
    const outer = forwardingRun(run, chunks());
    expect((await collect(outer)).map(({ rows }) => rows)).toEqual([['other']]);
    await outer.acknowledge?.(7);
    outer.outcome?.('row', 'outcome');
    await outer.close?.();
    expect(asked).toEqual([['acknowledge', 7], ['outcome', 'row', 'outcome'], ['close']]);
    // One that is added to the contract is to be forwarded, too.
    expect(MEMBERS.filter((name) => name in outer)).toEqual(MEMBERS.filter((name) => name in run));
  });

  test('says at each look what the inner one says then', () => {
    const { run, state } = fullRun();
    const outer = forwardingRun(run, chunks());
    expect([outer.commitDue, outer.lines]).toEqual([undefined, 0]);
    Object.assign(state, { commitDue: true, lines: 5 });
    expect([outer.commitDue, outer.lines]).toEqual([true, 5]);
  });

  test('has nothing that the inner one has not', () => {
    const bare: SourceRun<number> = { async *[Symbol.asyncIterator]() {} };
    const outer = forwardingRun(bare, chunks());
    for (const name of MEMBERS) expect(outer[name], name).toBeUndefined();
  });

  test('has of its own what it is given, looked up at each call', () => {
    const { run } = fullRun();
    let due = false;
    const outer = forwardingRun(run, chunks(), {
      get commitDue() {
        return due;
      },
    });
    expect(outer.commitDue).toBe(false);
    due = true;
    expect([outer.commitDue, outer.lines]).toEqual([true, 0]);
  });
});
