import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timed } from '../../src/operators/batch.js';
import { passWaiting } from '../../src/operators/pass-waiting.js';
import { share } from '../../src/operators/share.js';
import { at, batch, seconds } from './kit.js';

interface Numbered extends Timed {
  readonly n: number;
}

const times = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 });
const steps = fc.array(fc.tuple(times, fc.integer({ min: 0, max: 14 })), { maxLength: 12 });

describe('rows that wait for the watermark', () => {
  test('are given once it has passed them, in order of time and then as they came', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let n = 0;
        let waiting: readonly Numbered[] = [];
        let expected: readonly Numbered[] = [];
        for (const [given, watermark] of all) {
          const rows = given.map((time) => ({ time, n: n++ }));
          const step = passWaiting(waiting, rows, watermark);
          expected = [...expected, ...rows];
          const passed = expected.filter(({ time }) => time < watermark);
          expect(step.passed).toEqual(passed.sort((a, b) => a.time - b.time || a.n - b.n));
          expected = expected.filter(({ time }) => time >= watermark);
          waiting = step.waiting;
          expect(waiting).toHaveLength(expected.length);
        }
      }),
    );
  });

  test('are not looked at by every batch, however many they are', () => {
    let looks = 0;
    const row = (time: number): Timed => ({
      get time() {
        looks++;
        return time;
      },
    });
    let { waiting } = passWaiting(
      [],
      Array.from({ length: 100_000 }, (_, i) => row(i)),
      0,
    );
    looks = 0;
    for (let i = 0; i < 100; i++) waiting = passWaiting(waiting, [row(100_000 + i)], i).waiting;
    expect(waiting).toHaveLength(100_001);
    expect(looks).toBeLessThan(100 * 40);
  });

  test('are put in order where the state is one that was saved as they came', () => {
    const { machine } = share<{ readonly time: number; readonly v: number }, 'part'>({ of: 'v', as: 'part' });
    const saved = {
      passed: 0,
      waiting: [5, 3, 4].map((second) => at(second, { v: 1 })),
      watermark: 0,
      late: 0,
    };
    const { rows } = machine.step(machine.load?.(saved), batch([], 5));
    expect(rows.map(({ time }) => time)).toEqual([3, 4].map(seconds));
  });
});
