import { expect, test } from 'vitest';
import type { Timed } from '../../src/operators/batch.js';
import { compose } from '../../src/operators/compose.js';
import type { EventTimeOptions } from '../../src/operators/event-time.js';
import { count, max, mean, min, sum } from '../../src/operators/measures/index.js';
import type { Operator } from '../../src/operators/operator.js';
import { sliding } from '../../src/operators/sliding.js';
import { tumbling } from '../../src/operators/tumbling.js';
import { where } from '../../src/operators/where.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { reasonsOf, rowsOf, stepChunks } from './kit.js';
import { describeWithData, listShared, readShared, readSharedJson } from './shared-data.js';

/**
 * What other engines say of the same inputs. They say nothing of empty windows, where we say zeros and closing rows:
 * only windows with rows are compared.
 */
const run = <I extends Timed, O>(
  operator: Operator<I, O>,
  rows: readonly I[],
  options: EventTimeOptions,
  ended: boolean,
): O[] => rowsOf(stepChunks(operator, ended ? [chunkOf(rows), END] : [chunkOf(rows)], options));

const full = <W extends { readonly n: number }>(windows: readonly W[]): W[] =>
  windows.filter(({ n }) => n > 0);

const SLIDING = 'windowing/bytewax__bytewax/sliding_assign.json';

describeWithData('Bytewax: which windows hold an instant', SLIDING, () => {
  interface Case {
    readonly name: string;
    readonly length_s: number;
    readonly slide_s: number;
    readonly align_to: string;
    readonly ts: string;
    readonly windows: readonly number[];
  }
  for (const one of readSharedJson<{ cases: readonly Case[] }>(SLIDING).cases) {
    const [size, every] = [one.length_s * 1000, one.slide_s * 1000];
    const make = () => sliding({ size, every, alignTo: Date.parse(one.align_to), measures: { n: count() } });
    if (size % every !== 0) {
      test(`${one.name}: refused, as windows here are whole numbers of slides`, () => {
        expect(make).toThrow('must divide');
      });
      continue;
    }
    test(one.name, () => {
      const windows = run(make(), [{ time: Date.parse(one.ts) }], {}, true);
      expect(windows.map(({ start }) => (start - Date.parse(one.align_to)) / every)).toEqual(one.windows);
    });
  }
});

const FOLD = 'windowing/bytewax__bytewax/fold.json';

describeWithData('Bytewax: folds over tumbling windows', FOLD, () => {
  const ALIGN = Date.parse('2022-01-01T00:00:00Z');
  type Input = readonly (readonly [second: number, value: string | number])[];
  interface Case {
    readonly name: string;
    readonly length_s: number;
    readonly wait_s: number | null;
    readonly input: Input;
    readonly want: readonly (readonly [unknown, unknown])[];
  }
  const cases = new Map(readSharedJson<{ cases: readonly Case[] }>(FOLD).cases.map((one) => [one.name, one]));
  const [byType, byUser, greatest, least] = [
    'tumbling count by type',
    'count by user',
    'max by val',
    'min by val',
  ].map((name) => cases.get(name) as Case) as [Case, Case, Case, Case];
  const options = { lateness: 0 };
  const idOf = (start: number): number => (start - ALIGN) / 10_000;
  const rowsOfCase = (one: Case) =>
    one.input.map(([second, value]) => ({ time: ALIGN + second * 1000, value }));
  type Row = ReturnType<typeof rowsOfCase>[number];
  const counted = (one: Case) =>
    full(
      run(
        tumbling({ size: '10s', alignTo: ALIGN, by: ['value'], measures: { n: count<Row>() } }),
        rowsOfCase(one),
        options,
        true,
      ),
    );

  test(byType.name, () => {
    const byWindow = new Map<number, Record<string, number>>();
    for (const { start, value, n } of counted(byType)) {
      byWindow.set(idOf(start), { ...byWindow.get(idOf(start)), [value]: n });
    }
    expect([...byWindow]).toEqual(byType.want);
  });

  test(byUser.name, () => {
    const said = counted(byUser).map(({ start, value, n }) => JSON.stringify([value, [idOf(start), n]]));
    expect(said.toSorted()).toEqual(byUser.want.map((one) => JSON.stringify(one)).toSorted());
  });

  test(`${greatest.name}, ${least.name}`, () => {
    const extremes = tumbling({
      size: '10s',
      alignTo: ALIGN,
      measures: { most: max<Row>('value'), least: min<Row>('value') },
    });
    const most = run(extremes, rowsOfCase(greatest), options, true);
    expect(most.map((row) => [idOf(row.start), row.most])).toEqual(greatest.want);
    expect(
      run(extremes, rowsOfCase(least), options, true).map((row) => [idOf(row.start), row.least]),
    ).toEqual(least.want);
  });

  // "collect, unlimited wait" is not compared: there is no measure that keeps whole rows.
});

interface KafkaRecord {
  readonly key: string;
  readonly value: string;
  readonly ts: number;
}
const kafkaRows = (input: readonly KafkaRecord[]) => input.map(({ key, ts }) => ({ time: ts, key }));
type KafkaRow = ReturnType<typeof kafkaRows>[number];

const FINAL = 'windowing/apache__kafka/final_results.json';

describeWithData('Kafka Streams: final results of tumbling windows', FINAL, () => {
  interface Case {
    readonly name: string;
    readonly size: number;
    readonly grace: number;
    readonly input: readonly KafkaRecord[];
    readonly final: readonly { readonly window: string; readonly value: number }[];
    readonly updates: readonly { readonly window: string; readonly value: number }[];
  }
  for (const one of readSharedJson<{ cases: readonly Case[] }>(FINAL).cases) {
    const operator = tumbling({ size: one.size, by: ['key'], measures: { n: count<KafkaRow>() } });
    // Their grace is our lateness; their stream time moves with every millisecond.
    const options = { lateness: one.grace, step: 1 };
    const said = (ended: boolean) =>
      full(run(operator, kafkaRows(one.input), options, ended)).map(({ start, end, key, n }) => ({
        window: `[${key}@${start}/${end}]`,
        value: n,
      }));

    test(`${one.name}: windows that have closed`, () => {
      expect(said(false)).toEqual(one.final.map(({ window, value }) => ({ window, value })));
    });

    test(`${one.name}: the last update of every window is what the end of the input gives`, () => {
      const last = new Map(one.updates.map(({ window, value }) => [window, value]));
      expect(said(true)).toEqual([...last].map(([window, value]) => ({ window, value })));
    });
  }
});

const HOPPING = 'windowing/apache__kafka/hopping.json';

describeWithData('Kafka Streams: hopping windows', HOPPING, () => {
  interface Result {
    readonly key: string;
    readonly start: number;
    readonly end: number;
    readonly value: string;
  }
  interface Case {
    readonly name: string;
    readonly size: number;
    readonly advance: number;
    readonly grace: number;
    readonly input: readonly KafkaRecord[];
    readonly final: readonly Result[];
    readonly final_by_definition?: readonly Result[];
    readonly updates: readonly Result[];
  }
  /** Their values are texts, `0+1+2` for the records 1 and 2: as many records as plus signs. */
  const textOf = ({ key, start, end, value }: Result): string =>
    `${key} [${start} ${end}) ${value.split('+').length - 1}`;
  for (const one of readSharedJson<{ cases: readonly Case[] }>(HOPPING).cases) {
    const operator = sliding({
      size: one.size,
      every: one.advance,
      by: ['key'],
      measures: { n: count<KafkaRow>() },
    });
    const said = (ended: boolean): string[] =>
      full(run(operator, kafkaRows(one.input), { lateness: one.grace, step: 1 }, ended))
        // Theirs start at 0, the beginning of their time; ours do not.
        .filter(({ start }) => start >= 0)
        .map(({ key, start, end, n }) => `${key} [${start} ${end}) ${n}`);

    test(`${one.name}: windows that have closed`, () => {
      // Where they lose windows, the definition is kept beside what they say.
      expect(said(false).toSorted()).toEqual((one.final_by_definition ?? one.final).map(textOf).toSorted());
    });

    test(`${one.name}: the last update of every window is what the end of the input gives`, () => {
      const last = new Map(one.updates.map((update) => [`${update.key} ${update.start}`, textOf(update)]));
      expect(said(true).toSorted()).toEqual([...last.values()].toSorted());
    });
  }
});

const FLINK = 'windowing/apache__flink/tumble_hop.json';

describeWithData('Flink: tumbling windows with late, out-of-order and null rows', FLINK, () => {
  interface Input {
    readonly ts: string;
    readonly double: number | null;
    readonly float: number | null;
    readonly bigdec: string | null;
    readonly name: string | null;
  }
  interface Want {
    readonly name: string | null;
    readonly start: string;
    readonly end: string;
    readonly count: number;
    readonly sum_bigdec: string;
    readonly max_double: number | null;
    readonly min_float: number | null;
  }
  interface Case {
    readonly name: string;
    readonly size_ms: number;
    readonly offset_ms?: number;
    readonly key: 'name' | null;
    readonly want: readonly Want[];
  }
  const fixture = readSharedJson<{
    input: readonly Input[];
    watermark_delay_ms: number;
    cases: readonly Case[];
  }>(FLINK);
  const rows = fixture.input.map(({ ts, double, float, bigdec, name }) => ({
    time: Date.parse(`${ts.replace(' ', 'T')}Z`),
    double,
    float,
    bigdec: bigdec === null ? null : Number(bigdec),
    name,
  }));
  type Row = (typeof rows)[number];
  const measures = {
    n: count<Row>(),
    bigdec: sum<Row>('bigdec'),
    double: max<Row>('double'),
    float: min<Row>('float'),
  };
  const local = (time: number): string => new Date(time).toISOString().replace(/(:00)?\.000Z$/, '');

  for (const one of fixture.cases) {
    test(one.name, () => {
      const operator = tumbling({
        size: one.size_ms,
        alignTo: one.offset_ms ?? 0,
        by: one.key === null ? [] : [one.key],
        measures,
      }) as Operator<
        Row,
        {
          start: number;
          end: number;
          name?: string | null;
          n: number;
          bigdec: number;
          double: number | null;
          float: number | null;
        }
      >;
      const said = full(run(operator, rows, { lateness: fixture.watermark_delay_ms }, true)).map((row) =>
        JSON.stringify([
          row.name ?? null,
          local(row.start),
          local(row.end),
          row.n,
          row.bigdec.toFixed(2),
          row.double,
          row.float,
        ]),
      );
      const want = one.want.map((row) =>
        JSON.stringify([
          row.name,
          row.start,
          row.end,
          row.count,
          row.sum_bigdec,
          row.max_double,
          row.min_float,
        ]),
      );
      expect(said.toSorted()).toEqual(want.toSorted());
    });
  }

  test('the row that they drop is late with us, and only where its window has closed', () => {
    const late = (size: string): string[] =>
      reasonsOf(stepChunks(tumbling({ size, measures }), [chunkOf(rows), END], { lateness: '1s' }));
    expect(late('5s')).toEqual([`late ${Date.parse('2020-10-10T00:00:04Z') / 1000}`]);
    expect(late('1d')).toEqual([]);
  });

  // The distinct strings are not compared: there is no measure that counts distinct values yet.
});

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
  const texts = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

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
});

/** Files whose results our operators cannot express, and why. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'apache__kafka/sliding.json':
    'windows that records define, both ends inclusive; ours lie on a grid and are half-open',
  'ArroyoSystems__arroyo session_window, global_session_window': 'there is no session window yet',
  'ArroyoSystems__arroyo windowed_inner_join, windowed_outer_join, offset_impulse_join': 'there are no joins',
  'ArroyoSystems__arroyo inputs/aggregate_updates.json':
    'change records, which take rows back; rows here only come',
  'redpanda-data__benthos/system_window.json':
    'windows of processing time, (start, end]: the other edge convention',
  'fluent__fluent-bit/expected.json':
    'windows of processing time; the text "10.30" counts as a number there and is passed over here',
  'VictoriaMetrics__VictoriaMetrics/streamaggr.json':
    'Prometheus text, labels and relabelling, by processing time; counters (total, increase) are no measures here',
  'vectordotdev__vector/reduce.yaml': 'joins events into one until a condition ends it: no windows of time',
  'alerts/crowdsecurity__hub': 'leaky buckets that overflow: no level over a window',
};

describeWithData('the files of other engines', 'windowing', () => {
  test('are each compared above, or named as not comparable with the reason', () => {
    const known = [SLIDING, FOLD, FINAL, HOPPING, FLINK, ARROYO, ...Object.keys(NOT_COMPARED)].join(' ');
    const engines = listShared('windowing').filter((engine) => !known.includes(engine));
    expect(engines).toEqual([]);
  });
});
