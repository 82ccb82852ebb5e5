import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { compose } from '../../../src/operators/compose.js';
import { count, first, last, max, rate } from '../../../src/operators/measures/index.js';
import { session } from '../../../src/operators/session/session.js';
import { WindowRow } from '../../../src/operators/windows/window-row.js';
import { at, batch, reasonsOf, rowsAt, stepAll, transitionTexts, windowTexts } from '../kit.js';
import { operatorCases } from '../operator-cases.js';

const measures = { n: count() };
const by10 = session({ gap: '10s', measures });

interface Click {
  readonly time: number;
  readonly user: string;
}
const click = (second: number, user: string): Click => at(second, { user });
const byUser = session({ gap: '10s', by: ['user'], measures: { n: count<Click>() } });

/** All rows before the end of the input. */
const ended = (...times: readonly number[]): string[] =>
  windowTexts(stepAll(by10, [batch(rowsAt(...times), Infinity)]));

describe('session', () => {
  operatorCases({
    operator: byUser,
    inputs: [
      batch([click(0, 'ann'), click(3, 'bob')], 2),
      batch([click(8, 'ann'), click(7, 'bob')], 17),
      batch<Click>([], Infinity),
    ],
    show: ({ rows, watermark }) => [rows.map((row) => row.user), watermark / 1000],
    outputs: [[[[], -8]], [[['bob'], 0]], [[['ann'], Infinity]]],
  });

  test('holds rows of one key that follow each other in less than the gap, and ends a gap after the last', () => {
    expect(ended(0, 9, 18, 30)).toEqual(['[0 28) n=3 partial', '[30 40) n=1']);
  });

  test('a row exactly the gap after the last begins a new session, as windows are half-open', () => {
    expect(ended(0, 10)).toEqual(['[0 10) n=1 partial', '[10 20) n=1']);
    expect(ended(0, 9.999)).toEqual(['[0 19.999) n=2 partial']);
  });

  test('rows in any order within the lateness make the same sessions: one in between joins two', () => {
    expect(ended(16, 0, 8)).toEqual(['[0 26) n=3 partial']);
    const batches = [batch(rowsAt(0, 16), 1), batch(rowsAt(8), 30)];
    expect(windowTexts(stepAll(by10, batches))).toEqual(['[0 26) n=3 partial']);
  });

  test('keys have sessions of their own, which come in the order of their ends', () => {
    const rows = [click(0, 'ann'), click(1, 'bob'), click(9, 'ann'), click(9, 'cid')];
    expect(windowTexts(stepAll(byUser, [batch(rows, Infinity)]))).toEqual([
      '[1 11) user=bob n=1 partial',
      '[0 19) user=ann n=2 partial',
      '[9 19) user=cid n=1 partial',
    ]);
  });

  test('closes when the watermark has come to its end, and says so downstream: the earliest open start', () => {
    const batches = stepAll(byUser, [
      batch([click(0, 'ann'), click(5, 'bob')], 7),
      batch([click(9, 'ann')], 14),
      batch<Click>([], 15),
      batch<Click>([], 19),
    ]);
    expect(batches.map((one) => windowTexts([one]))).toEqual([
      [],
      [],
      ['[5 15) user=bob n=1 partial'],
      ['[0 19) user=ann n=2 partial'],
    ]);
    // A gap behind where nothing is open: a row that just counts would open a session there.
    expect(batches.map(({ watermark }) => watermark / 1000)).toEqual([-3, 0, 0, 9]);
  });

  test('takes a row for late that is a gap or more behind where nothing is open: its session would have ended', () => {
    const batches = [batch(rowsAt(), 10), batch(rowsAt(0, 0.001), 11), batch(rowsAt(), Infinity)];
    const said = stepAll(by10, batches);
    expect(reasonsOf(said)).toEqual(['late 0']);
    expect(windowTexts(said)).toEqual(['[0.001 10.001) n=1 partial']);
  });

  test('is split where it lasts longer than `max`: a row that long after the first begins a new one', () => {
    const split = session({ gap: '10s', max: '20s', measures });
    const rows = rowsAt(0, 8, 16, 19.999, 20, 28, 36, 45);
    expect(windowTexts(stepAll(split, [batch(rows, Infinity)]))).toEqual([
      '[0 20) n=4 partial',
      '[20 40) n=3',
      '[45 55) n=1',
    ]);
  });

  test('a split session closes at its longest, however its rows go on', () => {
    const split = session({ gap: '10s', max: '20s', measures });
    const batches = stepAll(split, [batch(rowsAt(0, 8, 16, 19), 19.5), batch(rowsAt(22), 21)]);
    expect(batches.map((one) => windowTexts([one]))).toEqual([[], ['[0 20) n=4 partial']]);
  });

  describe('a row behind the watermark', () => {
    const open = batch(rowsAt(30, 38), 40);

    test('counts inside an open session', () => {
      const batches = stepAll(by10, [open, batch(rowsAt(31), Infinity)]);
      expect(windowTexts(batches)).toEqual(['[30 48) n=3 partial']);
      expect(reasonsOf(batches)).toEqual([]);
    });

    test('counts where a session of it alone would still be open, and moves the start', () => {
      const batches = stepAll(by10, [batch(rowsAt(35), 36), batch(rowsAt(27), Infinity)]);
      expect(windowTexts(batches)).toEqual(['[27 45) n=2 partial']);
    });

    test('is late else: the watermark that went out has passed it', () => {
      const batches = stepAll(by10, [open, batch(rowsAt(30 - 1, 12), Infinity)]);
      expect(reasonsOf(batches)).toEqual(['late 29', 'late 12']);
    });

    test('is late because of silence where rows alone would have let it count', () => {
      const batches = stepAll(by10, [batch(rowsAt(0), 30), batch(rowsAt(5, -9), 30, { rowWatermark: 8000 })]);
      expect(reasonsOf(batches)).toEqual(['late: idle 5', 'late -9']);
    });

    test('opens a session of its own where the one that it would have joined has closed', () => {
      const batches = stepAll(by10, [batch(rowsAt(0), 12), batch(rowsAt(5), Infinity)]);
      expect(windowTexts(batches)).toEqual(['[0 10) n=1 partial', '[5 15) n=1 partial']);
    });
  });

  test('marks sessions that may have begun before the input did', () => {
    expect(ended(0, 15, 40)).toEqual(['[0 10) n=1 partial', '[15 25) n=1', '[40 50) n=1']);
    const rows = [click(0, 'ann'), click(9, 'bob'), click(10, 'cid')];
    expect(windowTexts(stepAll(byUser, [batch(rows, Infinity)]))).toEqual([
      '[0 10) user=ann n=1 partial',
      '[9 19) user=bob n=1 partial',
      '[10 20) user=cid n=1',
    ]);
  });

  test('has measures over its rows, and rates over its length', () => {
    const told = session({
      gap: '10s',
      measures: { rate: rate<Click>(), from: first<Click, 'user'>('user'), to: last<Click, 'user'>('user') },
    });
    const rows = [click(10, 'b'), click(0, 'a')];
    expect(windowTexts(stepAll(told, [batch(rows, Infinity)]))).toEqual([
      '[0 10) rate=0.1 from=a to=a partial',
      '[10 20) rate=0.1 from=b to=b',
    ]);
  });

  test('more keys than maxKeys share the key (other), and a key is forgotten when its session closes', () => {
    const few = session({ gap: '10s', by: ['user'], maxKeys: 2, measures: { n: count<Click>() } });
    const rows = [click(0, 'a'), click(0, 'b'), click(0, 'c'), click(0, 'd')];
    expect(windowTexts(stepAll(few, [batch(rows, 20), batch([click(30, 'c')], Infinity)]))).toEqual([
      '[0 10) user=(other) n=2 partial',
      '[0 10) user=a n=1 partial',
      '[0 10) user=b n=1 partial',
      '[30 40) user=c n=1',
    ]);
  });

  test('is shown early while it is open, where rows have come since', () => {
    const early = session({ gap: '10s', early: '4s', measures });
    const batches = stepAll(early, [
      batch(rowsAt(1, 2, 9), 3),
      batch(rowsAt(10.5), 8),
      batch([], 11),
      batch([], 12),
      batch([], 20),
      batch([], 21),
    ]);
    expect(batches.map((one) => windowTexts([one]))).toEqual([
      [],
      ['[1 12) n=2 early=true partial'],
      [],
      ['[1 20.5) n=4 early=true partial'],
      [],
      ['[1 20.5) n=4 partial'],
    ]);
    const [shown] = batches[1]?.rows ?? [];
    expect([WindowRow.isEarly(shown), WindowRow.originOf(shown)?.earlyAt]).toEqual([true, 4000]);
  });

  test('its state can be saved with rows of windows that wait', () => {
    const { machine } = session({ gap: '10s', measures: { most: max<{ time: number; n: number }>('n') } });
    const row = Object.assign(stepAll(by10, [batch(rowsAt(0), Infinity)])[0]?.rows[0] ?? at(0), { n: 7 });
    const state = machine.init();
    machine.step(state, batch([row], -1));
    const again = machine.load?.(structuredClone(machine.save?.(state)));
    expect(windowTexts([machine.step(again, batch([], Infinity))])).toEqual(['[0 10) most=7 partial']);
  });

  test('two halves that have come to one watermark merge into the whole, open sessions included', () => {
    const { machine } = byUser;
    const half = (...rows: readonly Click[]): unknown => {
      const state = machine.init();
      machine.step(state, batch(rows, 12));
      return state;
    };
    const merged = machine.merge?.(
      half(click(5, 'ann'), click(13, 'ann')),
      half(click(3, 'ann'), click(9, 'ann'), click(8, 'bob')),
    );
    expect(windowTexts([machine.step(merged, batch<Click>([], Infinity))])).toEqual([
      '[8 18) user=bob n=1 partial',
      '[3 23) user=ann n=4 partial',
    ]);
    expect(session({ gap: '10s', max: '1h', measures }).machine.merge).toBeUndefined();
  });

  test('an alert tells of a session when it is over, or shown: at that instant', () => {
    const loud = compose(
      session({ gap: '10s', by: ['user'], measures: { n: count<Click>() } }),
      alert({ value: 'n', above: 1 }),
    );
    const rows = [click(0, 'ann'), click(1, 'bob'), click(9, 'ann'), click(30, 'ann')];
    expect(transitionTexts(stepAll(loud, [batch(rows, Infinity)]))).toEqual(['19 ann no_data → firing 2']);
  });

  test('refuses what contradicts itself', () => {
    expect(() => session({ gap: '10s', max: '9s', measures })).toThrow(
      'max (9000 ms) must be at least the gap',
    );
    expect(() => session({ gap: 0, measures })).toThrow('gap must be');
    expect(() => session({ gap: 1.5, measures })).toThrow('gap must be');
    expect(() => session({ gap: 10, early: 0, measures })).toThrow('early must be');
    expect(() => session({ gap: 10, measures: { early: count() } })).toThrow('has a field "early" already');
  });
});
