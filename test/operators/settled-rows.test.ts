import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/operators/batch.js';
import type { KeyedSaving, Machine, Operator } from '../../src/operators/operator.js';
import { NONE_REJECTED } from '../../src/operators/rejected.js';
import { noneWaiting, settle } from '../../src/operators/settled-rows.js';
import { share } from '../../src/operators/share.js';
import { top } from '../../src/operators/top.js';

interface Row {
  readonly time: number;
  readonly v: number;
}

const batch = (watermark: number, ...rows: readonly Row[]): Batch<Row> => ({
  rows,
  rejected: NONE_REJECTED,
  watermark,
});
const row = (time: number, v = 1): Row => ({ time, v });

describe.each<[string, () => Operator<Row, Row>]>([
  ['top', () => top<Row>({ by: 'v', n: 2 })],
  ['share', () => share<Row, 'part'>({ of: 'v', as: 'part' })],
])('%s, of rows without windows', (_, make) => {
  const begun = () => {
    const machine = make().machine as Machine<Row, Row, unknown>;
    const keyed = machine.keyed as KeyedSaving<unknown>;
    return { machine, keyed, state: machine.init() };
  };

  it('writes a row that waits when it has come, and not with every save while it waits', () => {
    const { machine, keyed, state } = begun();
    machine.step(state, batch(0, row(1), row(2)));
    expect([...keyed.delta(state).values()]).toEqual([row(1), row(2)]);
    for (let time = 3; time < 10; time++) {
      machine.step(state, batch(0, row(time)));
      expect([...keyed.delta(state).values()]).toEqual([row(time)]);
    }
    expect(JSON.stringify(keyed.head(state))).not.toContain('"v"');
    machine.step(state, batch(9));
    expect([...keyed.delta(state).values()]).toEqual(Array.from({ length: 8 }, () => undefined));
    expect(keyed.delta(state).size).toBe(0);
  });

  it('goes on from what was saved as it would have without', () => {
    const { machine, keyed, state } = begun();
    machine.step(state, batch(0, row(2, 3), row(1), row(2, 5), row(2, 4)));
    const [head, rows] = structuredClone([keyed.head(state), keyed.delta(state)] as const);
    const other = begun();
    const loaded = other.keyed.load(head, new Map([...rows].reverse()));
    const said = machine.step(state, batch(3, row(2)));
    expect(said.rows.length).toBeGreaterThan(2);
    expect(other.machine.step(loaded, batch(3, row(2)))).toEqual(said);
    const balance = machine.balance?.(state);
    expect(balance).toBeDefined();
    expect(other.machine.balance?.(loaded)).toEqual(balance);
  });

  it('reads a state of the first release, which was saved whole, and writes its rows anew', () => {
    const { machine, keyed, state } = begun();
    machine.step(state, batch(0, row(2, 3), row(1)));
    const old = { ...(keyed.head(state) as object), waiting: [row(2, 3), row(1)] };
    const loaded = keyed.load(structuredClone(old), new Map());
    expect([...keyed.delta(loaded).values()]).toEqual([row(2, 3), row(1)]);
    const whole = machine.load?.(structuredClone(old));
    const said = machine.step(state, batch(3));
    expect(machine.step(loaded, batch(3))).toEqual(said);
    expect(machine.step(whole, batch(3))).toEqual(said);
  });
});

describe('rows that wait for the watermark', () => {
  const times = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 });
  const steps = fc.array(fc.tuple(times, fc.integer({ min: 0, max: 14 })), { maxLength: 12 });

  it('are given once it has passed them, in order of time and then as they came', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let n = 0;
        let watermark = 0;
        let expected: Row[] = [];
        const state = noneWaiting<Row>();
        for (const [given, least] of all) {
          const before = watermark;
          watermark = Math.max(watermark, least);
          const rows = given.map((time) => row(time, n++));
          const step = settle(state, batch(watermark, ...rows));
          const isLate = ({ time }: Row) => time < before;
          expect(step.late).toHaveLength(rows.filter(isLate).length);
          expected.push(...rows.filter((one) => !isLate(one)));
          const passed = expected.filter(({ time }) => time < watermark);
          expect(step.rows).toEqual(passed.sort((a, b) => a.time - b.time || a.v - b.v));
          expected = expected.filter(({ time }) => time >= watermark);
          expect(state.waiting.rows.size).toBe(expected.length);
        }
      }),
    );
  });

  it('are not looked at by every batch, however many they are', () => {
    let looks = 0;
    const watched = (time: number): Row => ({
      get time() {
        looks++;
        return time;
      },
      v: 1,
    });
    const state = noneWaiting<Row>();
    settle(state, batch(0, ...Array.from({ length: 100_000 }, (_, i) => watched(i))));
    looks = 0;
    for (let i = 0; i < 100; i++) settle(state, batch(i, watched(100_000 + i)));
    expect(state.waiting.rows.size).toBe(100_001);
    expect(looks).toBeLessThan(100 * 40);
  });
});
