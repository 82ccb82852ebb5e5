import { describe, expect, test } from 'vitest';
import { count, max, mean, ratio } from '../../../src/operators/measures/index.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { WindowRow } from '../../../src/operators/windows/window-row.js';
import { at, batch, reasonsOf, rowsAt, rowsOf, stepAll, windowText, windowTexts } from '../kit.js';
import { operatorCases } from '../operator-cases.js';

interface Hit {
  readonly time: number;
  readonly host: string;
}

const hit = (second: number, host: string): Hit => at(second, { host });
const measures = { n: count() };
const by6 = sliding({ size: '6s', every: '2s', measures });
const byHost = sliding({ size: '4s', every: '2s', by: ['host'], measures: { n: count<Hit>() } });

describe('sliding', () => {
  operatorCases({
    operator: by6,
    inputs: [batch(rowsAt(5, 6), 8), batch(rowsAt(9), 11), batch([], Infinity)],
    show: ({ rows }) => rows.map(windowText),
    outputs: [
      [['[0 6) n=1 partial', '[2 8) n=2 partial']],
      [['[4 10) n=3 partial']],
      [['[6 12) n=2', '[8 14) n=1']],
    ],
    throwing: sliding({
      size: '6s',
      every: '2s',
      measures: {
        n: count<{ readonly time: number }>(() => {
          throw new Error('A measure broke.');
        }),
      },
    }),
  });

  test('a row counts in size / every windows, half-open all of them', () => {
    //  row                6
    //           [-----------)
    //               [-----------)
    //                   [-----------)
    expect(windowTexts(stepAll(by6, [batch(rowsAt(6), Infinity)]))).toEqual([
      '[2 8) n=1 partial',
      '[4 10) n=1 partial',
      '[6 12) n=1 partial',
    ]);
  });

  test('windows before 1970 are where they belong', () => {
    expect(windowTexts(stepAll(by6, [batch(rowsAt(-6, -0.001), Infinity)]))).toEqual([
      '[-10 -4) n=1 partial',
      '[-8 -2) n=1 partial',
      '[-6 0) n=2 partial',
      '[-4 2) n=1',
      '[-2 4) n=1',
    ]);
  });

  test('windows start where alignTo says', () => {
    const shifted = sliding({ size: '4s', every: '2s', alignTo: 1000, measures });
    expect(windowTexts(stepAll(shifted, [batch(rowsAt(2.999, 3), Infinity)]))).toEqual([
      '[-1 3) n=1 partial',
      '[1 5) n=2 partial',
      '[3 7) n=1',
    ]);
  });

  test('a slide that does not divide the size is refused', () => {
    expect(() => sliding({ size: '10s', every: '3s', measures })).toThrow(
      'every (3000 ms) must divide size (10000 ms)',
    );
    expect(() => sliding({ size: '10s', every: '20s', measures })).toThrow('must divide');
    expect(() => sliding({ size: '10s', every: 0, measures })).toThrow('above 0');
  });

  test('as long a slide as the window makes tumbling windows', () => {
    const batches = [batch(rowsAt(3, 14, 16), 30), batch(rowsAt(31), Infinity)];
    const one = stepAll(sliding({ size: '10s', every: '10s', measures }), batches);
    const other = stepAll(tumbling({ size: '10s', measures }), batches);
    expect(windowTexts(one)).toEqual(windowTexts(other));
  });

  test('every window that began before the input or in its first pane is partial', () => {
    const out = stepAll(by6, [batch(rowsAt(7, 12), 14)]);
    expect(windowTexts(out)).toEqual([
      '[2 8) n=1 partial',
      '[4 10) n=1 partial',
      '[6 12) n=1 partial',
      '[8 14) n=1',
    ]);
  });

  describe('lateness', () => {
    test('a row that some of its windows have missed counts in those that are open', () => {
      //  row 5, when the watermark is at 8: [0 6) and [2 8) have closed, [4 10) has not
      const out = stepAll(by6, [batch(rowsAt(7), 8), batch(rowsAt(5), Infinity)]);
      expect(reasonsOf(out)).toEqual([]);
      expect(windowTexts(out)).toEqual(['[2 8) n=1 partial', '[4 10) n=2 partial', '[6 12) n=1']);
    });

    test('a row is late when the last of its windows has closed', () => {
      const out = stepAll(by6, [batch(rowsAt(7), 10), batch(rowsAt(5.999, 6), 10)]);
      expect(reasonsOf(out)).toEqual(['late 5.999']);
    });

    test('a row behind others changes the merges that were made before it', () => {
      const batches = [batch(rowsAt(1, 3, 5, 7, 9), 8), batch(rowsAt(5.5), 10), batch(rowsAt(7.5), Infinity)];
      expect(windowTexts(stepAll(by6, batches))).toEqual([
        '[-4 2) n=1 partial',
        '[-2 4) n=2 partial',
        '[0 6) n=3 partial',
        '[2 8) n=3',
        '[4 10) n=4',
        '[6 12) n=3',
        '[8 14) n=1',
      ]);
    });
  });

  describe('empty windows', () => {
    test('have rows between others, as soon as no pane in them has rows', () => {
      const out = stepAll(by6, [batch(rowsAt(0, 12), Infinity)]);
      expect(windowTexts(out).slice(2)).toEqual([
        '[0 6) n=1 partial',
        '[2 8) n=0',
        '[4 10) n=0',
        '[6 12) n=0',
        '[8 14) n=1',
        '[10 16) n=1',
        '[12 18) n=1',
      ]);
    });

    test('of a year have 360 rows and one for the rest, in no time', () => {
      const rows = rowsOf(stepAll(by6, [batch(rowsAt(0, 31_536_000), Infinity)]));
      expect(rows).toHaveLength(3 + 360 + 1 + 3);
      expect(windowText(rows[363] as object)).toBe('[722 31536000) windows=15767637');
      expect(rows[363]?.time).toBe(31_535_996_000);
    });

    test('a key that falls silent has one closing row, when its last pane has gone', () => {
      //  a  1
      //  b      3           9
      const out = stepAll(byHost, [batch([hit(1, 'a'), hit(3, 'b'), hit(9, 'b')], 12)]);
      expect(windowTexts(out)).toEqual([
        '[-2 2) host=a n=1 partial',
        '[0 4) host=a n=1 partial',
        '[0 4) host=b n=1 partial',
        '[2 6) host=a n=0',
        '[2 6) host=b n=1',
        '[4 8) host=b n=0',
        '[6 10) host=b n=1',
        '[8 12) host=b n=1',
      ]);
    });
  });

  describe('panes', () => {
    const panesOf = (row: object | undefined, name: string): string[] =>
      (WindowRow.originOf(row)?.panes(name) ?? []).map(
        ({ start, value }) => `${start / 1000}: ${String(value)}`,
      );

    test('are what a window is made of: those with rows, oldest first', () => {
      const out = stepAll(by6, [batch(rowsAt(1, 4.5, 5, 7), 6)]);
      expect(out[0]?.rows.map((row) => panesOf(row, 'n'))).toEqual([['0: 1'], ['0: 1'], ['0: 1', '4: 2']]);
    });

    test('are still there for the oldest of many windows that close at once', () => {
      const out = stepAll(by6, [batch(rowsAt(0, 2, 4, 6, 8), Infinity)]);
      expect(panesOf(out[0]?.rows[2], 'n')).toEqual(['0: 1', '2: 1', '4: 1']);
    });

    test('have values of measures that are made of others', () => {
      const failing = sliding({
        size: '4s',
        every: '2s',
        measures: {
          n: count<{ time: number; ok: boolean }>(),
          bad: count<{ time: number; ok: boolean }>((row) => !row.ok),
          bad_rate: ratio('bad', 'n'),
        },
      });
      const rows = [at(0, { ok: true }), at(1, { ok: false }), at(2, { ok: false })];
      const [first] = stepAll(failing, [batch(rows, 4)]);
      expect(panesOf(first?.rows.at(-1), 'bad_rate')).toEqual(['0: 0.5', '2: 1']);
      expect(panesOf(first?.rows.at(-1), 'unknown')).toEqual([]);
    });

    test('are merged, not averaged or added: measures come out as over all rows of the window', () => {
      const sized = sliding({
        size: '4s',
        every: '2s',
        measures: {
          most: max<{ time: number; size: number }>('size'),
          average: mean<{ time: number; size: number }>('size'),
        },
      });
      const rows = [at(0, { size: 10 }), at(2, { size: 1 }), at(3, { size: 4 })];
      expect(windowTexts(stepAll(sized, [batch(rows, 4)]))).toEqual([
        '[-2 2) most=10 average=10 partial',
        '[0 4) most=10 average=5 partial',
      ]);
    });

    test('do not pile up: what no open window holds is forgotten', () => {
      const { machine } = by6;
      const state = machine.init();
      for (let second = 0; second < 1000; second++) machine.step(state, batch(rowsAt(second), second));
      const { groups } = machine.save!(state) as { groups: { panes: unknown[] }[] };
      expect(groups[0]?.panes.length).toBeLessThan(6);
      // Nor in memory, but for the few that are dropped at once.
      const [live] = (state as { groups: Map<string, { panes: unknown[] }> }).groups.values();
      expect(live?.panes.length).toBeLessThan(40);
    });
  });

  test('the watermark that comes out is the start of the oldest open window', () => {
    const out = stepAll(by6, [batch(rowsAt(5), 5), batch([], 6), batch([], 7.999), batch([], 8)]);
    expect(out.map(({ watermark }) => watermark / 1000)).toEqual([0, 2, 2, 4]);
  });
});
