import { expect, test } from 'vitest';
import { compose } from '../../src/operators/compose.js';
import { count, distinct, max, mean, min, sum } from '../../src/operators/measures/index.js';
import type { Operator } from '../../src/operators/operator.js';
import { session } from '../../src/operators/session/session.js';
import { where } from '../../src/operators/where.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { full, run } from './engine-kit.js';
import { describeWithData, readShared } from './shared-data.js';

const ARROYO = 'windowing/ArroyoSystems__arroyo/';

describeWithData('Arroyo: golden outputs', `${ARROYO}inputs/cars.json`, () => {
  const lines = <T>(path: string): T[] =>
    readShared(ARROYO + path)
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  const golden = (name: string): unknown[] => lines(`golden_outputs/${name}.json`);
  const cars = lines<{ timestamp: string; driver_id: number; event_type: string }>('inputs/cars.json').map(
    ({ timestamp, ...car }) => ({ ...car, time: Date.parse(timestamp) }),
  );
  type Car = (typeof cars)[number];
  const impulse = lines<{ timestamp: string; counter: number }>('inputs/impulse.json').map(
    ({ timestamp, counter }) => ({
      time: Date.parse(timestamp),
      counter,
      counter_mod: counter % 5,
    }),
  );
  type Impulse = (typeof impulse)[number];
  const hour = (time: number): string => new Date(time).toISOString().slice(0, 19);
  /** As they write it: without a fraction that is 0. */
  const instant = (time: number): string => new Date(time).toISOString().replace(/(?:\.000)?Z$/, '');
  const texts = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

  test('every one in cases.json is here, but for offset_impulse_join: it joins two sources row by row', () => {
    const { cases } = JSON.parse(readShared(`${ARROYO}cases.json`)) as { cases: { name: string }[] };
    const compared = [
      'hourly_by_event_type',
      'tight_watermark',
      'session_window',
      'global_session_window',
      'windowed_inner_join',
      'windowed_outer_join',
      'reinvoke_window_function',
      'grouped_aggregates',
      'aggregates',
    ];
    expect(cases.map(({ name }) => name).toSorted()).toEqual([...compared, 'offset_impulse_join'].toSorted());
  });

  test('hourly_by_event_type', () => {
    const hourly = tumbling({ size: '1h', by: ['event_type'], measures: { n: count<Car>() } });
    const said = full(run(hourly, cars, { lateness: '30s' }, true)).map(({ event_type, start, n }) => ({
      event_type,
      hour: hour(start),
      count: n,
    }));
    expect(texts(said)).toEqual(texts(golden('hourly_by_event_type')));
  });

  test('tight_watermark', () => {
    // Their watermark is the newest time; they name a window after its end.
    const hourly = tumbling({ size: '1h', measures: { n: count<Car>() } });
    const said = run(hourly, cars, { lateness: 0 }, true).map(({ end, n }) => ({
      count: n,
      timestamp: hour(end),
    }));
    expect(texts(said)).toEqual(texts(golden('tight_watermark')));
  });

  test('reinvoke_window_function: windows of windows', () => {
    const busyDrivers = compose(
      where<Car>(({ event_type }) => event_type === 'pickup'),
      tumbling({ size: '1h', by: ['driver_id'], measures: { n: count<Car>() } }),
      where<{ time: number; n: number }>(({ n }) => n > 2),
      tumbling({ size: '1h', measures: { n: count<{ time: number; n: number }>() } }),
    ) as Operator<Car, { start: number; end: number; n: number }>;
    const said = full(run(busyDrivers, cars, { lateness: '30s' }, true)).map(({ start, end, n }) => ({
      drivers: n,
      end: hour(end),
      start: hour(start),
    }));
    expect(texts(said)).toEqual(texts(golden('reinvoke_window_function')));
  });

  test('aggregates and grouped_aggregates: over one window that holds the whole input', () => {
    const measures = {
      avg: mean<Impulse>('counter'),
      count: count<Impulse>(),
      max: max<Impulse>('counter'),
      min: min<Impulse>('counter'),
      sum: sum<Impulse>('counter'),
    };
    const whole = run(tumbling({ size: '1d', measures }), impulse, {}, true);
    const grouped = run(tumbling({ size: '1d', by: ['counter_mod'], measures }), impulse, {}, true);
    const want = [...golden('aggregates'), ...golden('grouped_aggregates')] as {
      after: Record<string, unknown>;
    }[];
    const said = [...whole, ...grouped].map(({ start: _, end: __, partial: ___, ...row }) => row);
    expect(said).toEqual(want.map(({ after }) => after));
  });

  test('global_session_window', () => {
    const said = run(session({ gap: '20s', measures: { rows: count<Impulse>() } }), impulse, {}, true).map(
      ({ start, end, rows }) => ({
        start: instant(start),
        end: instant(end),
        rows,
      }),
    );
    expect(said).toEqual(golden('global_session_window'));
  });

  test('session_window: every tenth row is of one user, and all others of a user each', () => {
    type User = Impulse & { readonly user_id: number };
    const users = impulse.map((row): User => ({ ...row, user_id: row.counter % 10 === 0 ? 0 : row.counter }));
    const said = run(
      session({ gap: '20s', by: ['user_id'], measures: { rows: count<User>() } }),
      users,
      {},
      true,
    ).map(({ start, end, rows, user_id }) => ({ end: instant(end), rows, start: instant(start), user_id }));
    expect(texts(said)).toEqual(texts(golden('session_window')));
  });

  test('windowed_inner_join and windowed_outer_join: of two distinct counts, as two measures of one window', () => {
    const driver = (type: string) => (row: Car) => (row.event_type === type ? row.driver_id : null);
    const hourly = tumbling({
      size: '1h',
      measures: { drivers: distinct<Car>(driver('dropoff')), pickups: distinct<Car>(driver('pickup')) },
    });
    const said = run(hourly, cars, { lateness: '30s' }, true).map(({ start, drivers, pickups }) => ({
      hour: hour(start),
      drivers,
      // An outer join has nothing to say where one side has no window; a measure says 0.
      pickups: pickups === 0 ? null : pickups,
    }));
    expect(texts(said)).toEqual(texts(golden('windowed_outer_join')));
    expect(texts(said.filter(({ pickups }) => pickups !== null))).toEqual(
      texts(golden('windowed_inner_join')),
    );
  });
});
