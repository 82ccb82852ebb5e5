import { describe, expect, test } from 'vitest';
import { derive } from '../../src/operators/derive.js';
import { count } from '../../src/operators/measures/index.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { WindowRow } from '../../src/operators/windows/window-row.js';
import { at, batch, rejectedOf, rowsAt, rowsOf, stepAll } from './kit.js';
import { operatorCases } from './operator-cases.js';

interface Hit {
  readonly time: number;
  readonly size: number;
}

const hit = (second: number, size: number): Hit => at(second, { size });
const kilobytes = derive((row: Hit) => ({ kb: row.size / 1000 }));

describe('derive', () => {
  operatorCases({
    operator: kilobytes,
    inputs: [batch([hit(1, 500), hit(2, 2000)], 3), batch([hit(4, 0)], 6)],
    show: ({ rows }) => rows.map(({ kb }) => kb),
    outputs: [[[0.5, 2]], [[0]]],
  });

  test('adds fields to a copy: the row that came is shared with other streams and stays as it was', () => {
    const row = Object.freeze(hit(1, 500));
    const [out] = stepAll(kilobytes, [batch([row], 2)]);
    expect(out?.rows).toEqual([{ time: 1000, size: 500, kb: 0.5 }]);
    expect(row).toEqual({ time: 1000, size: 500 });
  });

  test('hands on watermarks, what silence did to them, and what was rejected before', () => {
    const before = { reason: 'malformed' } as const;
    const [out] = stepAll(kilobytes, [batch<Hit>([], 3, { rowWatermark: 2000, rejected: [before] })]);
    expect(out).toEqual({ rows: [], watermark: 3000, rowWatermark: 2000, rejected: [before] });
  });

  test('callback throws: the row leaves as `expression`, and the stream goes on', () => {
    const picky = derive((row: Hit) => {
      if (row.size < 0) throw new RangeError('negative');
      return { kb: row.size / 1000 };
    });
    const out = stepAll(picky, [batch([hit(1, 1000), hit(2, -1), hit(3, 3000)], 4)]);
    expect(rowsOf(out).map(({ kb }) => kb)).toEqual([1, 3]);
    expect(rejectedOf(out)).toEqual([{ reason: 'expression', time: 2000, detail: 'RangeError: negative' }]);
  });

  test('accounts for every row', () => {
    const { machine } = derive((row: Hit) => {
      if (row.size < 0) throw new Error('negative');
      return {};
    });
    const state = machine.init();
    machine.step(state, batch([hit(1, 1), hit(1, -1), hit(1, 2)], 2));
    machine.step(state, batch([hit(2, -1)], 3));
    expect(machine.balance?.(state)).toEqual({ counted: 2, filtered: 0, rejected: 2 });
  });

  test('a window row that gets a field is a window row still, with its time and where it comes from', () => {
    const windows = rowsOf(
      stepAll(tumbling({ size: '10s', measures: { hits: count() } }), [batch(rowsAt(12, 13), Infinity)]),
    );
    const twice = derive((row: { readonly time: number; readonly hits: number }) => ({
      twice: row.hits * 2,
    }));
    const [row] = rowsOf(stepAll(twice, [batch(windows, Infinity)]));
    expect(row).toMatchObject({ start: 10_000, end: 20_000, hits: 2, twice: 4 });
    expect(row?.time).toBe(10_000);
    expect(WindowRow.originOf(row)).toBe(WindowRow.originOf(windows[0]));
    expect(windows[0]).not.toHaveProperty('twice');
  });
});
