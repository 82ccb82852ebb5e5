import { expect, test } from 'vitest';
import { count, max, min } from '../../src/operators/measures/index.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { full, run } from './engine-kit.js';
import { describeWithData, readSharedJson } from './shared-data.js';

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
