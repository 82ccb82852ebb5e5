import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { compose } from '../../../src/operators/compose.js';
import { count } from '../../../src/operators/measures/index.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { at, batch, chunk, look, stepAll, stepChunks, transitionTexts } from '../kit.js';

interface OfHost {
  readonly time: number;
  readonly host: string;
}

const ofHost = (second: number, host: string): OfHost => at(second, { host });

/** What is said when a live input is looked at in vain at these seconds. */
const looks = (...seconds: readonly number[]) => seconds.map(look);

describe('a live input from which no row has ever come', () => {
  test('is missed from the first look on that found nothing', () => {
    const out = stepChunks(alert({ absent: '2m' }), looks(1000, 1060, 1119, 1120, 1200));
    expect(transitionTexts(out)).toEqual(['1120 no_data → firing 120000']);
  });

  test('is missed behind windows too, whatever kind they are', () => {
    const windows = [
      tumbling({ size: '10s', measures: { n: count() } }),
      sliding({ size: '1m', every: '10s', measures: { n: count() } }),
      tumbling({ size: '10s', early: '1s', measures: { n: count() } }),
    ];
    for (const one of windows) {
      const out = stepChunks(compose(one, alert({ absent: '2m' })), looks(1000, 1120));
      expect(transitionTexts(out)).toEqual(['1120 no_data → firing 120000']);
    }
  });

  test('says again that nothing has come, and recovers with the first row', () => {
    const out = stepChunks(alert({ absent: '2m', remind: '1m' }), [
      ...looks(1000, 1120, 1180),
      chunk([1181]),
      look(1182),
      look(1200),
    ]);
    expect(transitionTexts(out)).toEqual([
      '1120 no_data → firing 120000',
      '1180 firing → firing 120000 reminder',
      '1181 firing → ok',
    ]);
  });

  test('of keys those are missed that are known beforehand, each with its name, and nobody else', () => {
    const rows = alert<OfHost>({ absent: '2m', by: ['host'], keys: ['a', 'b'] });
    expect(transitionTexts(stepChunks(rows, looks(0, 120)))).toEqual([
      '120 a no_data → firing 120000',
      '120 b no_data → firing 120000',
    ]);
    const windows = compose(
      tumbling({ size: '10s', by: ['host'], keys: ['a'], measures: { n: count<OfHost>() } }),
      alert({ absent: '2m', windowsBy: ['host'], keys: ['a'] }),
    );
    expect(transitionTexts(stepChunks(windows, looks(0, 120)))).toEqual(['120 a no_data → firing 120000']);
    expect(transitionTexts(stepChunks(alert<OfHost>({ absent: '2m', by: ['host'] }), looks(0, 999)))).toEqual(
      [],
    );
    const unnamed = alert({ absent: '2m', windowsBy: ['host'] });
    expect(transitionTexts(stepChunks(unnamed, looks(0, 999)))).toEqual([]);
  });

  test('is as a replay from its first row on: a key that has not come is missed in event time', () => {
    const hosts = () => alert<OfHost>({ absent: '2m', by: ['host'], keys: ['a', 'b'] });
    // The rows are an hour behind the clock, as those of a log that is only now brought here.
    const rows = [100, 221, 300].map((second) => chunkOf([ofHost(second, 'a')]));
    const live = transitionTexts(stepChunks(hosts(), [...looks(3700, 3760), ...rows]));
    expect(live).toEqual(transitionTexts(stepChunks(hosts(), rows)));
    expect(live).toContain('218 b no_data → firing 120000');
  });

  test('is not missed in a replay, nor where rows came before', () => {
    const absent = alert({ absent: '2m' });
    expect(transitionTexts(stepChunks(absent, [END]))).toEqual([]);
    expect(transitionTexts(stepChunks(absent, [look(0), END]))).toEqual([]);
    const [came] = stepChunks(absent, [chunk([10]), look(11)]).slice(-1);
    expect(came?.now).toBeUndefined();
  });

  test('is missed by no other alert', () => {
    const level = compose(
      tumbling({ size: '10s', measures: { n: count() } }),
      alert<{ time: number; n: number }>({ value: 'n', below: 1, noData: 'fire' }),
    );
    expect(transitionTexts(stepChunks(level, looks(0, 1000)))).toEqual([]);
  });

  test('goes on being missed after its state was saved and loaded', () => {
    const { machine } = alert<OfHost>({ absent: '2m', by: ['host'], keys: ['a'] });
    const { keyed } = machine;
    if (keyed === undefined) throw new Error('The states of alerts are saved by key.');
    const before = machine.init();
    machine.step(before, { ...batch<OfHost>([], -Infinity), now: 0 });
    const after = keyed.load(structuredClone(keyed.head(before)), structuredClone(keyed.delta(before)));
    const { rows } = machine.step(after, { ...batch<OfHost>([], -Infinity), now: 120_000 });
    expect(rows.map(({ time, key }) => [time, key])).toEqual([[120_000, { host: 'a' }]]);
    expect(stepAll(alert<OfHost>({ absent: '2m' }), [])).toEqual([]);
  });
});
