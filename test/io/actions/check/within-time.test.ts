import { expect, onTestFinished, test, vi } from 'vitest';
import { withinTime } from '../../../../src/io/actions/check/within-time.js';
import { systemClock } from '../../../../src/io/clock.js';
import { never } from '../../../support/check-settings.js';

const DAY = 86_400_000;

test('a deadline of more days than a timer of Node takes is not over at once', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const found = withinTime(60 * DAY, never(), async (deadline) => {
    await vi.advanceTimersByTimeAsync(20 * DAY);
    return deadline.aborted;
  });
  expect(await found).toBe(false);
});

test('a deadline passes at its time, and when the check is given up', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const passed = withinTime(1000, never(), async (deadline) => {
    await vi.advanceTimersByTimeAsync(999);
    const before = deadline.aborted;
    await vi.advanceTimersByTimeAsync(2);
    return [before, deadline.aborted];
  });
  expect(await passed).toEqual([false, true]);
  expect(await withinTime(1000, AbortSignal.abort(), async ({ aborted }) => aborted)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('a sleep of more days than a timer of Node takes lasts until it is ended', async () => {
  const stop = new AbortController();
  let isOver = false;
  const asleep = systemClock()
    .sleep(60 * DAY, stop.signal)
    .then(() => {
      isOver = true;
    });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isOver).toBe(false);
  stop.abort();
  await asleep;
});
