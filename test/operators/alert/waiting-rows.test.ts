import { expect, test } from 'vitest';
import { addWaiting, noRowsWaiting, takeWaiting } from '../../../src/operators/waiting-rows.js';

test('rows that wait are not looked at by every batch, however many they are', () => {
  let looks = 0;
  const waiting = noRowsWaiting<{ readonly time: number; readonly n: number }>();
  const add = (time: number): void =>
    addWaiting(
      waiting,
      {
        get time() {
          looks++;
          return time;
        },
        n: waiting.came,
      },
      undefined,
    );
  // Two by two in the wrong order, as lines of several writers.
  for (let i = 0; i < 20_000; i++) add(i ^ 1);
  looks = 0;
  for (let i = 0; i < 100; i++) {
    add(20_000 + i);
    expect(takeWaiting(waiting, i + 1, undefined).map(({ n }) => n)).toEqual([i ^ 1]);
  }
  expect(waiting.rows.size).toBe(20_000);
  expect(looks).toBeLessThan(2000);
});
