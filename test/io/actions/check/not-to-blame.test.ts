import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { notToBlame } from '../../../../src/io/actions/check/not-to-blame.js';
import { OwnPace } from '../../../../src/io/actions/check/own-pace.js';
import type { DnsTarget } from '../../../../src/io/actions/check/target.js';
import type { Verdict } from '../../../../src/io/actions/check/verdict.js';
import { never, USUAL } from '../../../support/check-settings.js';

const target: DnsTarget = {
  kind: 'dns',
  url: 'dns://example.com',
  name: 'it',
  host: 'example.com',
  record: 'A',
  answer: undefined,
  ...USUAL,
  timeout: 10_000,
  slow: 1000,
};

const timeout: Verdict = {
  class: 'timeout',
  phase: 'wait',
  detail: 'no answer in time',
  timings: { wait: 10_000 },
};
const slow: Verdict = {
  class: 'slow',
  phase: 'wait',
  detail: 'it took 1500 ms',
  timings: { wait: 1500 },
  total: 1500,
};

/** What comes of a check that says this while the process is held up for so long. */
const said = (verdict: Verdict, held: number): Promise<Verdict> =>
  notToBlame(async () => verdict, { begin: () => () => held })(target, never());

describe('notToBlame', () => {
  test('a timeout is one where we were at work, and missed where we were held up for a quarter of it', async () => {
    expect(await said(timeout, 0)).toBe(timeout);
    expect(await said(timeout, 2400)).toBe(timeout);
    expect(await said(timeout, 2500)).toEqual({
      class: 'missed',
      detail: 'Tidemark itself was held up for 2.5s (no answer in time)',
      timings: { wait: 10_000 },
    });
  });

  test.each(['reset', 'dns'] as const)('%s is what comes of being held up as well', async (kind) => {
    const given: Verdict = { class: kind, phase: 'wait', detail: 'given up', timings: {} };
    expect(await said(given, 2400)).toBe(given);
    expect(await said(given, 60_000)).toEqual({
      class: 'missed',
      detail: 'Tidemark itself was held up for 1m (given up)',
      timings: {},
    });
  });

  test('what a site has answered counts, however late we read it', async () => {
    const answered: Verdict = { class: 'status', status: 500, detail: 'status 500', timings: {} };
    expect(await said(answered, 60_000)).toBe(answered);
  });

  test('a timeout that is owed to the wait for a turn of ours to ask for the name is missed too', async () => {
    expect(await said({ ...timeout, waited: 2400 }, 0)).toMatchObject({ class: 'timeout' });
    expect(await said({ ...timeout, waited: 2500 }, 0)).toMatchObject({
      class: 'missed',
      detail: 'Tidemark itself waited 2.5s for its turn to ask for the name (no answer in time)',
    });
    expect((await said({ ...timeout, waited: 2000 }, 500)).detail).toBe(
      'Tidemark itself was held up for 500ms, and waited 2s for its turn to ask for the name (no answer in time)',
    );
    expect((await said({ ...slow, waited: 9000 }, 0)).class).toBe('slow');
  });

  test('what is slow is so without us, or it is not', async () => {
    expect(await said(slow, 400)).toBe(slow);
    expect(await said(slow, 500)).toEqual({
      class: 'ok',
      timings: { wait: 1500 },
      total: 1500,
      note: 'Tidemark itself was held up for 500ms',
    });
    expect((await said({ ...slow, note: 'odd' }, 600)).note).toBe(
      'odd; Tidemark itself was held up for 600ms',
    );
  });

  test('what the site says is not ours, however long we were held up', async () => {
    const status: Verdict = { class: 'status', status: 500, timings: {} };
    expect(await said(status, 60_000)).toBe(status);
  });

  test('no longer watches when a check breaks its word', async () => {
    let ended = 0;
    const broken = notToBlame(() => Promise.reject(new Error('broken')), { begin: () => () => ++ended });
    await expect(broken(target, never())).rejects.toThrow('broken');
    expect(ended).toBe(1);
  });
});

describe('OwnPace', () => {
  test('sums up what is more than a timer is usually late, for whoever watches', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let now = 0;
    const pace = new OwnPace({ now: () => now });
    const pass = (milliseconds: number): void => {
      now += milliseconds;
      vi.advanceTimersByTime(50);
    };
    const first = pace.begin();
    pass(50);
    pass(65);
    const second = pace.begin();
    pass(350);
    expect(second()).toBe(300);
    // It has not come to the timer yet.
    now += 1050;
    expect(first()).toBe(1300);
    expect(vi.getTimerCount()).toBe(0);
    const third = pace.begin();
    now += 60;
    expect(third()).toBe(0);
  });

  test('what went before is no excuse for a check that is begun after it', () => {
    let now = 0;
    const pace = new OwnPace({ now: () => now });
    const first = pace.begin();
    now += 1050;
    const second = pace.begin();
    now += 50;
    expect(second()).toBe(0);
    expect(first()).toBe(1000);
  });
});
