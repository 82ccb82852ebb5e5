import { expect, test } from 'vitest';
import { count, distinct, last, max, mean, min, sum } from '../../src/operators/measures/index.js';
import type { Measure } from '../../src/operators/measures/measure.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { full, run } from './engine-kit.js';
import { describeWithData, readSharedJson } from './shared-data.js';

const CASES = 'windowing/VictoriaMetrics__VictoriaMetrics/streamaggr.json';

describeWithData('VictoriaMetrics: stream aggregation', CASES, () => {
  interface Case {
    readonly desc: string;
    readonly batches: readonly string[];
    readonly config: string;
    readonly want: readonly string[];
  }
  interface Sample {
    readonly time: number;
    readonly series: string;
    readonly group: string;
    readonly value: number;
  }
  const measures: Readonly<Record<string, Measure<Sample>>> = {
    count_samples: count<Sample>(),
    sum_samples: sum<Sample>('value'),
    count_series: distinct<Sample>('series'),
    last: last<Sample, 'value'>('value'),
    min: min<Sample>('value'),
    max: max<Sample>('value'),
    avg: mean<Sample>('value'),
  } as never;
  /** Cases that say something of other things than windows and measures. */
  const NOT_COMPARED: Readonly<Record<string, string>> = {
    relabel: 'labels are renamed and dropped: no business of operators',
    match: 'a filter in the language of Prometheus, and a name for the output',
    total: 'counters: a sum over the differences of each series across windows; there is no such measure',
    increase: 'the same',
    histogram_bucket: 'buckets as rows; percentiles here give a value',
  };
  const listOf = (config: string, name: string): readonly string[] | undefined =>
    new RegExp(`${name}: \\[([^\\]]*)\\]`)
      .exec(config)?.[1]
      ?.split(',')
      .map((one) => one.trim());

  /** `foo{a="1"} 4`: the labels that are left, in the order of their names, make the group. */
  const sampleOf = (line: string, index: number, kept: (label: string) => boolean): Sample => {
    const [, name = '', labels = '', value = '', time] =
      /^(\w+)(?:\{([^}]*)\})? (\S+)(?: (\d+))?$/.exec(line) ?? [];
    const left = labels.split(',').filter((label) => label !== '' && kept(label.split('=')[0] ?? ''));
    const shown = kept('__name__') ? name : '';
    return {
      time: time === undefined ? index : Number(time),
      series: `${name}{${labels}}`,
      group: `${shown}|${left.length === 0 ? '' : `{${left.join(',')}}`}`,
      value: Number(value),
    };
  };

  for (const one of readSharedJson<{ cases: readonly Case[] }>(CASES).cases) {
    if (Object.keys(NOT_COMPARED).some((word) => one.config.includes(word))) continue;
    test(one.desc, () => {
      const outputs = listOf(one.config, 'outputs') ?? [];
      const by = listOf(one.config, 'by')?.filter((name) => name !== '__name__');
      const without = listOf(one.config, 'without');
      const kept = (label: string): boolean =>
        without === undefined
          ? by === undefined || by.length === 0 || label === '__name__' || by.includes(label)
          : !without.includes(label);
      const named = [...new Set([...(by ?? [])])].toSorted();
      const how = named.length > 0 ? `_by_${named.join('_')}` : '';
      const except = without?.filter((name) => name !== '__name__').join('_');
      const suffix = except === undefined || except === '' ? how : `_without_${except}`;
      // By __name__ alone, or not at all, is by everything; by the name is by nothing else.
      const onlyName = listOf(one.config, 'by')?.join() === '__name__';
      const samples = one.batches
        .join('\n')
        .split('\n')
        .filter((line) => line !== '')
        .map((line, i) => sampleOf(line, i, (label) => (onlyName ? label === '__name__' : kept(label))));
      const windows = tumbling<Sample, 'group', Record<string, Measure<Sample>>>({
        size: '1m',
        by: ['group'],
        measures: {
          n: count<Sample>() as never,
          ...Object.fromEntries(outputs.map((name) => [name, measures[name] as Measure<Sample>])),
        },
      });
      const rows = full(run(windows, samples, { lateness: '1m' }, true) as never[]) as readonly Record<
        string,
        unknown
      >[];
      const said = rows.flatMap((row) => {
        const [name = '', labels = ''] = String(row.group).split('|');
        return outputs.map((output) => `${name}:1m${suffix}_${output}${labels} ${String(row[output])}`);
      });
      expect(said.toSorted()).toEqual([...one.want].toSorted());
    });
  }
});
