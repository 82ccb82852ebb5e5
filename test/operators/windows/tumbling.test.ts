import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/operators/batch.js';
import { count, max, ratio, sum } from '../../../src/operators/measures/index.js';
import { type TumblingOptions, tumbling } from '../../../src/operators/windows/tumbling.js';
import { WindowRow } from '../../../src/operators/windows/window-row.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import {
  at,
  batch,
  chunk,
  look,
  reasonsOf,
  rowsAt,
  rowsOf,
  seconds,
  stepAll,
  stepChunks,
  windowText,
  windowTexts,
} from '../kit.js';
import { operatorCases } from '../operator-cases.js';

interface Hit {
  readonly time: number;
  readonly host: string;
}

const measures = { n: count() };
const by10 = tumbling({ size: '10s', measures });
const hit = (second: number, host: string): Hit => at(second, { host });
const byHost = (more: Partial<TumblingOptions<Hit, 'host', { n: ReturnType<typeof count<Hit>> }>> = {}) =>
  tumbling({ size: '10s', by: ['host'], measures: { n: count<Hit>() }, ...more });

describe('tumbling', () => {
  operatorCases({
    operator: by10,
    inputs: [batch(rowsAt(1, 9, 10), 12), batch(rowsAt(15), 20), batch([], Infinity)],
    show: ({ rows }) => rows.map(windowText),
    outputs: [[['[0 10) n=2 partial']], [['[10 20) n=2']], [[]]],
    throwing: tumbling({
      size: '10s',
      measures: {
        n: count<{ readonly time: number }>(() => {
          throw new Error('A measure broke.');
        }),
      },
    }),
  });

  describe('windows', () => {
    test('are half-open: the row on the edge belongs to the window that starts there', () => {
      //  rows     0      9.999  10
      //           [--------)
      //                  [--------)
      const out = stepAll(by10, [batch(rowsAt(0, 9.999, 10), Infinity)]);
      expect(windowTexts(out)).toEqual(['[0 10) n=2 partial', '[10 20) n=1']);
    });

    test('are aligned to the epoch, before 1970 too', () => {
      //  rows    -20.001   -20   -10.001   -10   -0.001   0
      //    [---------)[----------------)[---------------)[-----
      const out = stepAll(by10, [batch(rowsAt(-20.001, -20, -10.001, -10, -0.001, 0), Infinity)]);
      expect(windowTexts(out)).toEqual([
        '[-30 -20) n=1 partial',
        '[-20 -10) n=2',
        '[-10 0) n=2',
        '[0 10) n=1',
      ]);
    });

    test('start where alignTo says, and whole sizes before and after it', () => {
      const shifted = tumbling({ size: '10s', alignTo: seconds(1_000_003), measures });
      expect(windowTexts(stepAll(shifted, [batch(rowsAt(2.999, 3, 12.999, 13), Infinity)]))).toEqual([
        '[-7 3) n=1 partial',
        '[3 13) n=2',
        '[13 23) n=1',
      ]);
    });

    test('have the time of their start', () => {
      const [row] = rowsOf(stepAll(by10, [batch(rowsAt(17), Infinity)]));
      expect([row?.time, row?.start, row?.end]).toEqual([10_000, 10_000, 20_000]);
    });

    test('close when the watermark reaches their end, and not before', () => {
      expect(windowTexts(stepAll(by10, [batch(rowsAt(5), 9.999)]))).toEqual([]);
      expect(windowTexts(stepAll(by10, [batch(rowsAt(5), 10)]))).toEqual(['[0 10) n=1 partial']);
    });

    test('leave once, also when the watermark repeats or goes back', () => {
      const out = stepAll(by10, [
        batch(rowsAt(5), 10),
        batch([], 10),
        batch([], 3),
        batch([], Infinity),
        batch([], Infinity),
      ]);
      expect(windowTexts(out)).toEqual(['[0 10) n=1 partial']);
    });

    test('leave in order of their start, and of the key within one window, all of one window in one batch', () => {
      const rows = [hit(12, 'b'), hit(3, 'c'), hit(14, 'a'), hit(4, 'a')];
      const out = stepAll(byHost(), [batch(rows, 12), batch<Hit>([], 20)]);
      expect(out.map(({ rows: ofBatch }) => ofBatch.map(windowText))).toEqual([
        ['[0 10) host=a n=1 partial', '[0 10) host=c n=1 partial'],
        ['[10 20) host=a n=1', '[10 20) host=b n=1', '[10 20) host=c n=0'],
      ]);
    });

    test('of an input that has just begun: the first is marked partial, and no other', () => {
      const out = stepAll(byHost(), [
        batch([hit(5, 'a'), hit(6, 'b'), hit(15, 'a'), hit(15, 'c')], Infinity),
      ]);
      expect(windowTexts(out)).toEqual([
        '[0 10) host=a n=1 partial',
        '[0 10) host=b n=1 partial',
        '[10 20) host=a n=1',
        '[10 20) host=b n=0',
        '[10 20) host=c n=1',
      ]);
    });

    test('have values of measures by name, and what is made of them', () => {
      const sized = tumbling({
        size: '10s',
        measures: {
          n: count<{ time: number; size: number }>(),
          bytes: sum<{ time: number; size: number }>('size'),
          each: ratio('bytes', 'n'),
        },
      });
      const out = stepAll(sized, [batch([at(1, { size: 3 }), at(2, { size: 4 })], 20)]);
      expect(windowTexts(out)).toEqual([
        '[0 10) n=2 bytes=7 each=3.5 partial',
        '[10 20) n=0 bytes=0 each=null',
      ]);
    });
  });

  describe('lateness', () => {
    test('a row counts while its window is open, however late it comes', () => {
      const out = stepAll(by10, [batch(rowsAt(9), 9), batch(rowsAt(0), 10)]);
      expect(windowTexts(out)).toEqual(['[0 10) n=2 partial']);
    });

    test('a row is late exactly when its window has closed', () => {
      const out = stepAll(by10, [batch(rowsAt(5), 10), batch(rowsAt(9.999, 10, -4), 11)]);
      expect(reasonsOf(out)).toEqual(['late 9.999', 'late -4']);
    });

    test('a row is late also where its window had no rows and was not said', () => {
      const out = stepAll(byHost(), [batch([hit(5, 'a')], 40), batch([hit(25, 'a'), hit(40, 'a')], 40)]);
      expect(reasonsOf(out)).toEqual(['late 25']);
    });

    test('what came before is rejected first, and the rows are accounted for', () => {
      const { machine } = by10;
      const state = machine.init();
      machine.step(state, batch(rowsAt(5, 6), 10));
      const { rejected } = machine.step(
        state,
        batch(rowsAt(7, 12), 12, { rejected: [{ reason: 'malformed' }] }),
      );
      expect(rejected).toEqual([{ reason: 'malformed' }, { reason: 'late', time: 7000 }]);
      expect(machine.balance?.(state)).toEqual({ counted: 3, filtered: 0, rejected: 1 });
    });

    test('of silence: late only because the clock closed the window', () => {
      const options = { lateness: 0, idle: '5s' };
      const out = stepChunks(by10, [chunk([3]), look(0), look(20), chunk([8])], options);
      expect(windowTexts(out)).toEqual(['[0 10) n=1 partial']);
      expect(reasonsOf(out)).toEqual(['late: idle 8']);
    });
  });

  describe('the watermark that comes out', () => {
    const watermarks = (...batches: readonly Batch<{ readonly time: number }>[]): number[] =>
      stepAll(by10, batches).map(({ watermark }) => watermark / 1000);

    test('is the start of the oldest open window: nothing older can come any more', () => {
      expect(watermarks(batch(rowsAt(5), 9), batch([], 10), batch([], 19), batch([], Infinity))).toEqual([
        0,
        10,
        10,
        Infinity,
      ]);
    });

    test('never is past a row that still comes', () => {
      const out = stepAll(byHost({ keys: ['x'] }), [
        batch([hit(5, 'a')], 12),
        batch<Hit>([], 5000),
        batch([hit(5001, 'a')], 9000),
        batch<Hit>([], Infinity),
      ]);
      let before = -Infinity;
      for (const { rows, watermark } of out) {
        for (const row of rows) expect(row.time).toBeGreaterThanOrEqual(before);
        before = watermark;
      }
    });

    test('makes windows of windows work', () => {
      const most = tumbling({ size: '20s', measures: { most: max<{ time: number; n: number }>('n') } });
      const inner = stepAll(by10, [
        batch(rowsAt(1, 2, 11, 12, 13, 21), 12),
        batch([], 35),
        batch([], Infinity),
      ]);
      const out = stepAll(most, inner);
      expect(reasonsOf(out)).toEqual([]);
      expect(windowTexts(out)).toEqual(['[0 20) most=3 partial', '[20 40) most=1']);
    });
  });

  describe('empty windows', () => {
    test('have rows of zeros between others, and after them while time goes on', () => {
      //  rows   5                    35
      //         [----)[----)[----)[----)[----)
      const out = stepAll(by10, [batch(rowsAt(5, 35), 50)]);
      expect(windowTexts(out)).toEqual([
        '[0 10) n=1 partial',
        '[10 20) n=0',
        '[20 30) n=0',
        '[30 40) n=1',
        '[40 50) n=0',
      ]);
    });

    test('are not said after the last row of an input that has ended', () => {
      expect(windowTexts(stepAll(by10, [batch(rowsAt(5), Infinity)]))).toEqual(['[0 10) n=1 partial']);
    });

    test('are not said before the first row', () => {
      expect(windowTexts(stepAll(by10, [batch([], 100), batch(rowsAt(123), 130)]))).toEqual([
        '[120 130) n=1 partial',
      ]);
    });

    const gapOf = (windows: number): string[] =>
      windowTexts(stepAll(by10, [batch(rowsAt(5, 15 + windows * 10), Infinity)]));

    test('are said one by one up to 360 in a run', () => {
      expect(gapOf(360)).toHaveLength(362);
      expect(gapOf(360).join()).not.toContain('windows');
    });

    test('from the 361st on, one row stands for all of them', () => {
      const texts = gapOf(361);
      expect(texts).toHaveLength(363);
      expect(texts.slice(-3)).toEqual(['[3600 3610) n=0', '[3610 3620) windows=1', '[3620 3630) n=1']);
      expect(gapOf(1000).at(-2)).toBe('[3610 10010) windows=640');
    });

    test('of a year cost no more than those of an hour', () => {
      const year = 365 * 24 * 360;
      const rows = rowsOf(stepAll(by10, [batch(rowsAt(5), 20), batch(rowsAt(15 + year * 10), Infinity)]));
      expect(rows).toHaveLength(363);
      expect(rows.at(-2)).toMatchObject({ start: 3_610_000, windows: year - 360 });
    });

    test('of a century of milliseconds, too', () => {
      const fine = tumbling({ size: 1, measures });
      const out = stepAll(fine, [batch([{ time: 0 }, { time: 3e12 }], Infinity)]);
      expect(rowsOf(out)).toHaveLength(363);
    });

    test('in a run are said when it is over, with a time that is not past; until then nothing is said', () => {
      const batches = [batch(rowsAt(5), 4000), batch([], 9000), batch(rowsAt(9001), 9001), batch([], 9010)];
      const out = stepAll(by10, batches);
      expect(out.map(({ rows }) => rows.length)).toEqual([361, 0, 0, 2]);
      expect(out.at(-1)?.rows.map(windowText)).toEqual(['[3610 9000) windows=539', '[9000 9010) n=1']);
      expect(out.at(-1)?.rows[0]?.time).toBe(9_000_000);
    });

    test('in a run that the end of the input cuts short are said at the end', () => {
      const out = stepAll(by10, [batch(rowsAt(5), 9000), batch([], Infinity)]);
      expect(out.at(-1)?.rows.map(windowText)).toEqual(['[3610 9000) windows=539']);
    });

    test('are counted anew after a row', () => {
      const texts = windowTexts(stepAll(by10, [batch(rowsAt(5, 3615, 7225), Infinity)]));
      expect(texts).toHaveLength(1 + 360 + 1 + 360 + 1);
    });

    test('in a run across a restart are said as without it', () => {
      const { machine } = by10;
      const batches = [
        batch(rowsAt(5), 3000),
        batch([], 5000),
        batch([], 7000),
        batch(rowsAt(8000), Infinity),
      ];
      let state = machine.init();
      const said = batches.flatMap((one) => {
        const { rows } = machine.step(state, one);
        const saved = machine.save?.(state);
        state = machine.load?.(structuredClone(saved));
        return rows.map(windowText);
      });
      expect(said).toEqual(windowTexts(stepAll(by10, batches)));
    });
  });

  describe('keys', () => {
    test('that fall silent have one closing row of empty values, and are forgotten', () => {
      //  a   5          35
      //  b   6  15  26  36
      const rows = [hit(5, 'a'), hit(6, 'b'), hit(15, 'b'), hit(26, 'b'), hit(35, 'a'), hit(36, 'b')];
      expect(windowTexts(stepAll(byHost(), [batch(rows, Infinity)]))).toEqual([
        '[0 10) host=a n=1 partial',
        '[0 10) host=b n=1 partial',
        '[10 20) host=a n=0',
        '[10 20) host=b n=1',
        '[20 30) host=b n=1',
        '[30 40) host=a n=1',
        '[30 40) host=b n=1',
      ]);
    });

    test('that fall silent together have their closing rows too, and a gap of a year is silent', () => {
      const rows = [hit(5, 'a'), hit(6, 'b'), hit(1e8, 'a')];
      expect(windowTexts(stepAll(byHost(), [batch(rows, Infinity)])).slice(2)).toEqual([
        '[10 20) host=a n=0',
        '[10 20) host=b n=0',
        '[100000000 100000010) host=a n=1',
      ]);
    });

    test('that are forgotten leave nothing behind in the state', () => {
      const { machine } = byHost();
      const state = machine.init();
      for (let i = 0; i < 100; i++) machine.step(state, batch([hit(i * 10 + 5, `host ${i}`)], i * 10 + 5));
      expect((machine.save!(state) as { groups: unknown[] }).groups.length).toBeLessThan(4);
    });

    test('a closing row knows that it is one', () => {
      const rows = rowsOf(stepAll(byHost(), [batch([hit(5, 'a'), hit(25, 'b')], Infinity)]));
      expect(rows.map((row) => [WindowRow.originOf(row)?.empty, WindowRow.originOf(row)?.closing])).toEqual([
        [false, false],
        [true, true],
        [false, false],
      ]);
    });

    test('an empty row of what is dense closes nothing', () => {
      const [, empty] = rowsOf(stepAll(by10, [batch(rowsAt(5), 20)]));
      expect([WindowRow.originOf(empty)?.empty, WindowRow.originOf(empty)?.closing]).toEqual([true, false]);
    });

    test('known beforehand have a row in every window from the first watermark on, and are dense', () => {
      const out = stepAll(byHost({ keys: ['x'] }), [
        batch<Hit>([], 5),
        batch<Hit>([], 25),
        batch([hit(27, 'a')], 40),
      ]);
      expect(windowTexts(out)).toEqual([
        '[0 10) host=x n=0 partial',
        '[10 20) host=x n=0',
        '[20 30) host=a n=1',
        '[20 30) host=x n=0',
        '[30 40) host=a n=0',
        '[30 40) host=x n=0',
      ]);
    });

    test('known beforehand have one row for a long gap, each of them', () => {
      const out = stepAll(byHost({ keys: ['x', 'y'] }), [
        batch([hit(5, 'x')], 10_000),
        batch([hit(10_005, 'y')], 10_010),
        batch<Hit>([], Infinity),
      ]);
      expect(windowTexts(out).slice(-4)).toEqual([
        '[3600 3610) host=x n=0',
        '[3600 10000) host=y windows=640',
        '[10000 10010) host=y n=1',
        '[3610 10010) host=x windows=640',
      ]);
    });

    test('of several fields are told apart by each of them', () => {
      const both = tumbling({
        size: '10s',
        by: ['host', 'status'],
        keys: [['a', 200]],
        measures: { n: count<Hit & { status: number | string }>() },
      });
      const rows = [
        at(1, { host: 'a', status: 500 }),
        at(2, { host: 'a', status: '500' }),
        at(3, { host: 'b', status: 500 }),
      ];
      expect(windowTexts(stepAll(both, [batch(rows, Infinity)]))).toHaveLength(4);
    });

    test('that a row lacks are null', () => {
      const out = stepAll(byHost(), [
        batch([at(1) as Hit, at(2, { host: null }) as unknown as Hit], Infinity),
      ]);
      expect(windowTexts(out)).toEqual(['[0 10) host=null n=2 partial']);
    });

    test('beyond maxKeys go to (other), which is none of them', () => {
      const few = byHost({ maxKeys: 2 });
      const rows = ['a', 'b', 'c', 'd', 'a', 'c'].map((host, i) => hit(i, host));
      expect(windowTexts(stepAll(few, [batch(rows, Infinity)]))).toEqual([
        '[0 10) host=(other) n=3 partial',
        '[0 10) host=a n=2 partial',
        '[0 10) host=b n=1 partial',
      ]);
    });

    test('have room again when others are forgotten: (other) takes nobody’s place', () => {
      const few = byHost({ maxKeys: 2 });
      const batches = [
        batch(
          ['a', 'b', 'c'].map((host) => hit(5, host)),
          10,
        ),
        batch([hit(15, 'b'), hit(15, 'c')], 20),
        batch([hit(25, 'd'), hit(25, 'b'), hit(25, 'e')], 30),
      ];
      expect(stepAll(few, batches).at(-1)?.rows.map(windowText)).toEqual([
        '[20 30) host=(other) n=1',
        '[20 30) host=b n=1',
        '[20 30) host=d n=1',
      ]);
    });
  });

  describe('options', () => {
    const refused =
      (options: object): (() => unknown) =>
      () =>
        tumbling({ size: '10s', measures, ...options } as never);

    test('are checked where the window is defined', () => {
      expect(refused({ size: 0 })).toThrow('above 0');
      expect(refused({ size: 0.5 })).toThrow('whole milliseconds');
      expect(refused({ alignTo: Infinity })).toThrow('alignTo');
      expect(refused({ maxKeys: 0 })).toThrow('maxKeys');
      expect(refused({ by: ['n'] })).toThrow('used twice');
      expect(refused({ by: ['start'] })).toThrow('already');
      expect(refused({ by: ['a b'] })).toThrow('no field name');
      expect(refused({ by: ['__proto__'] })).toThrow('no field name');
      expect(refused({ by: ['host'], keys: [['a', 'b']] })).toThrow('one value for each field');
      expect(refused({ keys: ['a'] })).toThrow('one value for each field');
      expect(refused({ measures: { r: ratio('x', 'y') } })).toThrow('defined before it');
    });
  });

  test('joins the states of disjoint inputs at the same watermark, and refuses others', () => {
    const { machine } = byHost();
    const [one, two] = [machine.init(), machine.init()];
    machine.step(one, batch([hit(5, 'a'), hit(15, 'a')], 1));
    machine.step(two, batch([hit(3, 'b'), hit(4, 'a')], 1));
    const joined = machine.merge?.(one, two);
    expect(machine.step(joined, batch<Hit>([], 10)).rows.map(windowText)).toEqual([
      '[0 10) host=a n=2 partial',
      '[0 10) host=b n=1 partial',
    ]);
    expect(machine.balance?.(joined)).toEqual({ counted: 4, filtered: 0, rejected: 0 });
    expect(() => machine.merge?.(joined, machine.init())).toThrow('same watermark');
  });

  test('runs to the end of an input through event time', () => {
    const out = stepChunks(by10, [chunkOf(rowsAt(1, 2)), chunk([25]), END]);
    expect(windowTexts(out)).toEqual(['[0 10) n=2 partial', '[10 20) n=0', '[20 30) n=1']);
  });
});
