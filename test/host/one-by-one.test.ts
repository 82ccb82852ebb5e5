import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OneByOne } from '../../src/host/one-by-one.js';

const setUp = () => {
  const ends: (() => void)[] = [];
  const work = new OneByOne(() => new Promise((resolve) => void ends.push(resolve)));
  return { work, ends };
};

describe('OneByOne', () => {
  it('does nothing that nobody asks for', () => {
    const { work, ends } = setUp();
    work.open();
    expect(ends).toHaveLength(0);
    expect(work.working).toBeUndefined();
  });

  it('keeps what is asked for before it is opened, once', async () => {
    const { work, ends } = setUp();
    work.ask();
    work.ask();
    expect(ends).toHaveLength(0);
    work.open();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await work.working;
    expect(ends).toHaveLength(1);
    expect(work.working).toBeUndefined();
  });

  it('never does two at once, and one more for all who ask meanwhile', async () => {
    const { work, ends } = setUp();
    work.open();
    work.ask();
    for (let n = 0; n < 5; n++) work.ask();
    await turn();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await turn();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await work.working;
    expect(ends).toHaveLength(2);
  });

  it('begins nothing after it is closed', async () => {
    const { work, ends } = setUp();
    work.open();
    work.ask();
    work.ask();
    work.close();
    ends[0]?.();
    await work.working;
    work.ask();
    expect(ends).toHaveLength(1);
  });
});
