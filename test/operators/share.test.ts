import { describe, expect, test } from 'vitest';
import { count } from '../../src/operators/measures/index.js';
import { share } from '../../src/operators/share.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { WindowRow } from '../../src/operators/windows/window-row.js';
import { at, batch, rowsAt, rowsOf, stepAll, windowTexts } from './kit.js';
import { operatorCases } from './operator-cases.js';

interface Section {
  readonly time: number;
  readonly hits: number | null;
}

const section = (second: number, hits: number | null): Section => at(second, { hits });
const shareOfHits = share<Section, 'share'>({ of: 'hits', as: 'share' });
const shares = (...rows: readonly Section[]): (number | null)[] =>
  rowsOf(stepAll(shareOfHits, [batch(rows, Infinity)])).map(({ share: part }) => part);

describe('share', () => {
  operatorCases({
    operator: shareOfHits,
    inputs: [batch([section(0, 1), section(0, 3)], 10), batch([section(10, 5)], 20)],
    show: ({ rows }) => rows.map((row) => row.share),
    outputs: [[[0.25, 0.75]], [[1]]],
  });

  test('is of the total of the row’s own window', () => {
    expect(shares(section(0, 1), section(0, 3), section(10, 2), section(10, 2))).toEqual([
      0.25, 0.75, 0.5, 0.5,
    ]);
  });

  test('is null where the total is 0', () => {
    expect(shares(section(0, 0), section(0, 0), section(10, null))).toEqual([null, null, null]);
  });

  test('of what is no number is 0', () => {
    expect(shares(section(0, null), section(0, 4), section(0, Number.NaN))).toEqual([0, 1, 0]);
  });

  test('is added to a copy, which is still a row of its window', () => {
    const windows = rowsOf(
      stepAll(tumbling({ size: '10s', measures: { hits: count() } }), [batch(rowsAt(1), 10)]),
    );
    const [row] = rowsOf(stepAll(shareOfHits, [batch(windows, 10)]));
    expect(row).toMatchObject({ start: 0, hits: 1, share: 1 });
    expect(WindowRow.originOf(row)).toBe(WindowRow.originOf(windows[0]));
    expect(windows[0]).not.toHaveProperty('share');
  });

  test('is null for a run of empty windows, which has none of the hits of the window that ends it', () => {
    const windows = stepAll(tumbling({ size: '10s', measures: { hits: count() } }), [
      batch(rowsAt(5, 9005), Infinity),
    ]);
    expect(windowTexts(stepAll(shareOfHits, windows)).slice(-2)).toEqual([
      '[3610 9000) windows=539 share=null',
      '[9000 9010) hits=1 share=1',
    ]);
  });

  test('says of rows that come too late for their instant that they are late', () => {
    const batches = stepAll(shareOfHits, [batch([section(0, 1)], 5), batch([section(0, 1)], 6)]);
    expect(batches.map(({ rows }) => rows.length)).toEqual([1, 0]);
    expect(batches.flatMap(({ rejected }) => rejected)).toEqual([{ reason: 'late', time: 0 }]);
  });

  test('hands on the rest of the batch, and passes every row', () => {
    const { machine } = shareOfHits;
    const state = machine.init();
    const out = machine.step(
      state,
      batch([section(0, 1)], 7, { rowWatermark: 6000, rejected: [{ reason: 'late' }] }),
    );
    expect(out).toEqual({
      rows: [{ time: 0, hits: 1, share: 1 }],
      watermark: 7000,
      rowWatermark: 6000,
      rejected: [{ reason: 'late' }],
    });
    expect(machine.balance?.(state)).toEqual({ counted: 1, filtered: 0, rejected: 0 });
  });
});
