import { describe, expect, it } from 'vitest';
import { count } from '../../../src/operators/measures/index.js';
import { session } from '../../../src/operators/session/session.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import type { WindowRow } from '../../../src/operators/windows/window-row.js';
import { MOST_KEYS, WindowSeries } from '../../../src/pipelines/watching/window-series.js';
import { chunkOf, END, runChunks } from '../../../src/testing/run-chunks.js';

interface Hit {
  readonly time: number;
  readonly key: string;
}

const hits = (second: number, ...keys: readonly string[]): readonly Hit[] =>
  keys.map((key) => ({ time: second * 1000, key }));

const tumblingRows = (rows: readonly Hit[], options: { readonly early?: '1s' } = {}) =>
  runChunks(tumbling({ size: '10s', by: ['key'], measures: { hits: count<Hit>() }, ...options }), [
    chunkOf(rows),
    END,
  ]).rows;

const shown = (series: WindowSeries): unknown =>
  series.rows().map((row) => {
    const { key, hits } = row as WindowRow & { readonly key?: unknown; readonly hits?: unknown };
    return key === undefined ? hits : `${String(key)} ${String(hits)}`;
  });

const many = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => `k${from + i}`);

describe('the windows that are shown', () => {
  it('are those of the latest window alone, a key that fell silent with its empty value', () => {
    const series = new WindowSeries();
    series.add(tumblingRows([...hits(0, 'a', 'a', 'b'), ...hits(10, 'b'), ...hits(20, 'c')]).slice(0, 4));
    expect(shown(series)).toEqual(['a 0', 'b 1']);
  });

  it('do not depend on how the rows come', () => {
    const rows = tumblingRows([...hits(0, 'a', 'b'), ...hits(10, 'b', 'c'), ...hits(20, 'c', 'd', 'd')]);
    const [atOnce, oneByOne] = [new WindowSeries(), new WindowSeries()];
    atOnce.add(rows);
    for (const row of rows) oneByOne.add([row]);
    expect(shown(oneByOne)).toEqual(shown(atOnce));
  });

  it('are finished: what is shown early is not taken for a result', () => {
    const rows = tumblingRows([...hits(0, 'a'), ...hits(5, 'a')], { early: '1s' });
    expect(rows.some((row) => 'early' in row)).toBe(true);
    const series = new WindowSeries();
    series.add(rows.filter((row) => 'early' in row));
    expect(series.rows()).toEqual([]);
  });

  it('are bounded, and those left out are counted for this window', () => {
    const series = new WindowSeries();
    series.add(tumblingRows(hits(0, ...many(0, MOST_KEYS + 5))));
    expect(series.rows()).toHaveLength(MOST_KEYS);
    expect(series.left).toBe(5);
    series.add(tumblingRows(hits(10, 'a')));
    expect(shown(series)).toEqual(['a 1']);
    expect(series.left).toBe(0);
  });

  it('show one empty window for a run of them', () => {
    const rows = runChunks(
      tumbling({ size: '10s', measures: { hits: count<Hit>() } }),
      [chunkOf([...hits(0, 'a'), ...hits(36_000, 'a'), ...hits(36_020, 'a')])],
      { ahead: '1d', confirm: 1 },
    ).rows;
    const run = rows.findIndex((row) => 'windows' in row);
    expect(run).toBeGreaterThan(0);
    const series = new WindowSeries();
    series.add(rows.slice(0, run + 1));
    expect(shown(series)).toEqual([0]);
  });

  it('are the latest session of each key, of the keys that were seen last', () => {
    const keys = many(0, MOST_KEYS + 3);
    const rows = runChunks(
      session({ gap: '5s', by: ['key'], measures: { hits: count<Hit>() } }),
      [chunkOf([...keys.flatMap((key, i) => hits(i * 20, key)), ...hits(10_000, 'k7', 'k7')]), END],
      { ahead: '1d', confirm: 1 },
    ).rows;
    const series = new WindowSeries();
    series.add(rows);
    expect(series.rows()).toHaveLength(MOST_KEYS);
    expect(series.left).toBe(3);
    expect(shown(series)).toContain('k7 2');
    expect(shown(series)).not.toContain('k7 1');
    expect(shown(series)).not.toContain('k0 1');
  });
});
