import { expect, test } from 'vitest';
import { count, distinct, max, min, sum } from '../../src/operators/measures/index.js';
import type { Operator } from '../../src/operators/operator.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { full, run } from './engine-kit.js';
import { reasonsOf, stepChunks } from './kit.js';
import { describeWithData, readSharedJson } from './shared-data.js';

const FLINK = 'windowing/apache__flink/tumble_hop.json';

describeWithData('Flink: tumbling windows with late, out-of-order and null rows', FLINK, () => {
  interface Input {
    readonly ts: string;
    readonly double: number | null;
    readonly float: number | null;
    readonly bigdec: string | null;
    readonly string: string | null;
    readonly name: string | null;
  }
  interface Want {
    readonly name: string | null;
    readonly start: string;
    readonly end: string;
    readonly count: number;
    readonly sum_bigdec: string;
    readonly distinct_string: number;
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
  const rows = fixture.input.map(({ ts, double, float, bigdec, string, name }) => ({
    time: Date.parse(`${ts.replace(' ', 'T')}Z`),
    double,
    float,
    bigdec: bigdec === null ? null : Number(bigdec),
    string,
    name,
  }));
  type Row = (typeof rows)[number];
  const measures = {
    n: count<Row>(),
    bigdec: sum<Row>('bigdec'),
    double: max<Row>('double'),
    float: min<Row>('float'),
    strings: distinct<Row>('string'),
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
          strings: number;
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
          row.strings,
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
          row.distinct_string,
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
});
