import { expect, it } from 'vitest';
import { AlertMachine } from '../../../src/operators/alert/alert-machine.js';
import type { Batch } from '../../../src/operators/batch.js';
import { NONE_REJECTED } from '../../../src/operators/rejected.js';

interface Check {
  readonly time: number;
  readonly url: string;
  readonly v: number;
}

const machine = (): AlertMachine<Check> => new AlertMachine<Check>({ value: 'v', above: 5, by: ['url'] });
const batch = (watermark: number, ...rows: readonly Check[]): Batch<Check> => ({
  rows,
  rejected: NONE_REJECTED,
  watermark,
});
const row = (time: number, v = 9): Check => ({ time, url: 'a', v });
const rowsIn = (delta: ReadonlyMap<string, unknown>): unknown[] =>
  [...delta.values()].filter((one) => typeof one === 'object' && one !== null && 'v' in one);

it('writes a row that waits when it has come, and not with every save while it waits', () => {
  const one = machine();
  const state = one.init();
  one.step(state, batch(0, row(1), row(2)));
  expect(rowsIn(one.keyed.delta(state))).toEqual([row(1), row(2)]);
  for (let time = 3; time < 10; time++) {
    one.step(state, batch(0, row(time)));
    expect([...one.keyed.delta(state).values()]).toEqual([row(time)]);
  }
  expect(JSON.stringify(one.keyed.head(state))).not.toContain('"v"');
});

it('takes out what no longer waits, and writes nothing of what has come and gone since', () => {
  const one = machine();
  const state = one.init();
  one.step(state, batch(0, row(1)));
  const [[name] = []] = one.keyed.delta(state);
  one.step(state, batch(0, row(2)));
  one.step(state, batch(3));
  const delta = one.keyed.delta(state);
  expect(delta.get(String(name))).toBeUndefined();
  expect([...delta.keys()]).toEqual([name, 'a']);
});

it('goes on from what was saved as it would have without', () => {
  const one = machine();
  const state = one.init();
  one.step(state, batch(0, row(3, 1), row(1), row(2, 1)));
  const saved = structuredClone([one.keyed.head(state), one.keyed.delta(state)] as const);
  const names = [...saved[1]].reverse();
  const other = machine();
  const loaded = other.keyed.load(saved[0], new Map(names));
  const said = one.step(state, batch(10)).rows;
  expect(said.map(({ state }) => state)).toEqual(['firing', 'ok']);
  expect(other.step(loaded, batch(10)).rows).toEqual(said);
  one.step(state, batch(10, row(11)));
  other.step(loaded, batch(10, row(11)));
  expect(other.keyed.delta(loaded)).toEqual(one.keyed.delta(state));
});

it('reads a state of the first release, which held all rows in its head, and writes them anew', () => {
  const one = machine();
  const state = one.init();
  one.step(state, batch(0, row(1), row(2, 1)));
  const head = { ...(one.keyed.head(state) as object), waiting: [row(1), row(2, 1)] };
  const loaded = one.keyed.load(structuredClone(head), new Map());
  expect(rowsIn(one.keyed.delta(loaded))).toEqual([row(1), row(2, 1)]);
  expect(one.step(loaded, batch(10)).rows).toEqual(one.step(state, batch(10)).rows);
});
