import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import type { AlertOptions } from '../../../src/operators/alert/alert-options.js';
import { perSecond } from '../../../src/operators/alert/threshold.js';
import { compose } from '../../../src/operators/compose.js';
import { count, mean, rate, sum } from '../../../src/operators/measures/index.js';
import { share } from '../../../src/operators/share.js';
import { top } from '../../../src/operators/top.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { at, batch, rowsAt, rowsOf, stepAll, transitionTexts, windowTexts } from '../kit.js';

interface Flow {
  readonly time: number;
  readonly vpc: string;
  readonly bytes: number;
}
const flow = (second: number, bytes: number, vpc = 'a'): Flow => at(second, { vpc, bytes });

const shown = tumbling({ size: '60s', early: '10s', measures: { n: count() } });

describe('early', () => {
  test('shows the open window this often, with the rows before the instant, and then the window', () => {
    const batches = stepAll(shown, [
      batch(rowsAt(1, 2, 12, 21), 9),
      batch(rowsAt(22), 10),
      batch([], 29),
      batch([], 30),
      batch([], 59),
      batch([], 60),
    ]);
    expect(batches.map((one) => windowTexts([one]))).toEqual([
      [],
      ['[0 60) n=2 early=true partial'],
      ['[0 60) n=3 early=true partial'],
      ['[0 60) n=5 early=true partial'],
      [],
      ['[0 60) n=5 partial'],
    ]);
    // Nothing is promised past the start of the window that is open.
    expect(batches.map(({ watermark }) => watermark / 1000)).toEqual([0, 0, 0, 0, 0, 60]);
  });

  test('comes at every instant, also where the watermark jumps over it', () => {
    const all = rowsAt(1, 2, 12, 21, 59, 60, 75);
    const said = windowTexts(stepAll(shown, [batch(all, Infinity)]));
    expect(said).toEqual([
      '[0 60) n=2 early=true partial',
      '[0 60) n=3 early=true partial',
      '[0 60) n=4 early=true partial',
      '[0 60) n=5 partial',
      '[60 120) n=1 early=true',
      '[60 120) n=2 early=true',
      '[60 120) n=2',
    ]);
  });

  test('of windows that overlap shows the one that closes next', () => {
    const overlapping = sliding({ size: '40s', every: '20s', early: '10s', measures: { n: count() } });
    expect(windowTexts(stepAll(overlapping, [batch(rowsAt(5, 15, 25), Infinity)]))).toEqual([
      '[-20 20) n=1 early=true partial',
      '[-20 20) n=2 partial',
      '[0 40) n=3 early=true partial',
      '[0 40) n=3 partial',
      '[20 60) n=1',
    ]);
  });

  test('a late row that still counts is in what is shown next', () => {
    const batches = stepAll(shown, [batch(rowsAt(1), 10), batch(rowsAt(2), 19), batch(rowsAt(19), 20)]);
    expect(batches.map((one) => windowTexts([one]))).toEqual([
      ['[0 60) n=1 early=true partial'],
      [],
      ['[0 60) n=3 early=true partial'],
    ]);
  });

  test('gives a rate over the time that the window has been open', () => {
    const rates = tumbling({ size: '60s', early: '10s', measures: { rate: rate() } });
    expect(windowTexts(stepAll(rates, [batch(rowsAt(1, 2, 3), Infinity)]))).toEqual([
      '[0 60) rate=0.3 early=true partial',
      '[0 60) rate=0.05 partial',
    ]);
  });

  test('share and top take what is shown at one instant for a whole', () => {
    const talkers = compose(
      tumbling({ size: '60s', early: '10s', by: ['vpc'], measures: { tx: sum<Flow>('bytes') } }),
      share({ of: 'tx', as: 'part' }),
      top({ by: 'tx', n: 1 }),
    );
    const flows = [flow(1, 30, 'a'), flow(2, 10, 'b'), flow(11, 60, 'b'), flow(12, 100, 'a')];
    expect(windowTexts(stepAll(talkers, [batch(flows, Infinity)]))).toEqual([
      '[0 60) vpc=a tx=30 early=true part=0.75 partial',
      '[0 60) vpc=a tx=130 early=true part=0.65 partial',
      '[0 60) vpc=a tx=130 part=0.65 partial',
    ]);
  });

  test('windows of windows take no notice of early rows: they are filtered', () => {
    const operator = tumbling({ size: '120s', measures: { most: sum<{ time: number; n: number }>('n') } });
    const rows = rowsOf(stepAll(shown, [batch(rowsAt(1, 12, 70), Infinity)]));
    const state = operator.machine.init();
    const out = operator.machine.step(state, batch(rows as never[], Infinity));
    expect(windowTexts([out])).toEqual(['[0 120) most=3 partial']);
    expect(operator.machine.balance?.(state)).toEqual({ counted: 2, filtered: 3, rejected: 0 });
  });

  test('is part of what a state means, as panes are of another length', () => {
    const plain = tumbling({ size: '60s', measures: { n: count() } });
    expect(shown.signature).not.toBe(plain.signature);
    expect(tumbling({ size: '60s', measures: { n: count() } }).signature).toBe(plain.signature);
  });

  test('refuses what does not divide the slide', () => {
    const make = (early: string) => () => tumbling({ size: '60s', early, measures: { n: count() } });
    for (const early of ['7s', '60s', '90s', '0s']) expect(make(early)).toThrow('shorter than a window');
    expect(() => sliding({ size: '60s', every: '10s', early: '20s', measures: { n: count() } })).toThrow(
      'slide (10000 ms)',
    );
  });
});

describe('an alert over windows that are shown early', () => {
  const egress = (options: Partial<AlertOptions<{ time: number; tx: number }>>) =>
    compose(
      tumbling({ size: '1h', early: '1m', by: ['vpc'], measures: { tx: sum<Flow>('bytes') } }),
      alert<{ time: number; tx: number }>({ value: 'tx', above: 500, ...options }),
    );
  const HOUR = 3600;
  const minute = (n: number): number => n * 60;

  test('fires as soon as a part of the window is above the level, and recovers with a whole window', () => {
    const flows = [
      flow(0, 10),
      flow(minute(20), 300),
      flow(minute(33), 300),
      flow(minute(40), 300),
      flow(HOUR + 1, 10),
    ];
    const batches = stepAll(egress({}), [
      batch(flows, minute(33)),
      batch([], minute(34)),
      batch([], Infinity),
    ]);
    // The minute in which it crossed; the last minute of the hour that was quiet.
    expect(batches.map((one) => transitionTexts([one]))).toEqual([
      [],
      [`${minute(33)} a no_data → firing 610`],
      [`${HOUR + minute(59)} a firing → ok 10`],
    ]);
    expect(batches[1]?.rows[0]?.because.map(({ start, value }) => [start / 60_000, value])).toEqual([
      [0, 10],
      [20, 300],
      [33, 300],
    ]);
  });

  test('says nothing early of what is clear: the first whole window says where things stand', () => {
    const flows = [flow(0, 10), flow(HOUR, 10), flow(2 * HOUR, 10)];
    expect(transitionTexts(stepAll(egress({}), [batch(flows, Infinity)]))).toEqual([
      `${HOUR + minute(59)} a no_data → ok 10 initial`,
    ]);
  });

  test('a small value early in the next window breaks nothing off: `for` goes on until a whole window is clear', () => {
    const flows = [flow(minute(50), 600), flow(HOUR + 1, 10), flow(HOUR + minute(3), 600)];
    const said = (wait: string) =>
      transitionTexts(stepAll(egress({ for: wait as '5m' }), [batch(flows, Infinity)]));
    expect(said('5m')[0]).toBe(`${minute(55)} a no_data → firing 600`);
    expect(said('15m')[0]).toBe(`${HOUR + minute(5)} a no_data → firing 610`);
  });

  test('a span of windows counts whole ones', () => {
    const flows = Array.from({ length: 20 }, (_, i) => flow(minute(i), 600));
    const hours = [...flows, ...flows.map((one) => ({ ...one, time: one.time + HOUR * 1000 }))];
    expect(transitionTexts(stepAll(egress({ for: '2x' }), [batch(hours, Infinity)]))[0]).toBe(
      `${HOUR + minute(59)} a no_data → firing 12000`,
    );
  });

  test('`below`, `if` and `absent` wait for whole windows', () => {
    const windows = tumbling({
      size: '1h',
      early: '1m',
      measures: { n: count<Flow>(), size: mean<Flow>('bytes') },
    });
    const flows = [0, 10, 20, 61, 62, 121].map((n) => flow(minute(n), 1));
    const said = (options: AlertOptions<{ time: number; n: number }>) =>
      transitionTexts(stepAll(compose(windows, alert(options)), [batch(flows, Infinity)]));
    expect(said({ value: 'n', below: 3 })).toEqual([`${HOUR + minute(59)} no_data → firing 2 initial`]);
    expect(said({ if: ({ n }) => n < 3 })).toEqual([`${HOUR + minute(59)} no_data → firing initial`]);
  });

  test('a rate as a level is held against the whole window, so a burst does not fire early', () => {
    const windows = tumbling({ size: '1h', early: '1m', measures: { n: count<Flow>() } });
    // 0.01 a second is 36 an hour.
    const hot = compose(windows, alert<{ time: number; n: number }>({ value: 'n', above: perSecond(0.01) }));
    const flows = Array.from({ length: 40 }, (_, i) => flow(minute(i), 1));
    expect(transitionTexts(stepAll(hot, [batch(flows, Infinity)]))[0]).toBe(
      `${minute(36)} no_data → firing 37`,
    );
  });

  test('`given` holds for what is shown early as well', () => {
    const flows = [flow(minute(1), 600), flow(minute(7), 600), flow(HOUR, 0)];
    const said = transitionTexts(stepAll(egress({ given: ({ tx }) => tx > 1000 }), [batch(flows, Infinity)]));
    expect(said[0]).toBe(`${minute(7)} a no_data → firing 1200`);
  });
});
