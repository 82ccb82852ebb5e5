import { expect, test } from 'vitest';
import { compose } from '../../src/operators/compose.js';
import { count, max, mean, min, sum } from '../../src/operators/measures/index.js';
import { where } from '../../src/operators/where.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { full, run } from './engine-kit.js';
import { describeWithData, readShared, readSharedJson } from './shared-data.js';

const FOLDER = 'windowing/fluent__fluent-bit/';

describeWithData('Fluent Bit: SQL over windows', `${FOLDER}expected.json`, () => {
  interface Sample {
    readonly id: number;
    readonly bytes: number | string;
    readonly bool: boolean;
    readonly word3?: string | null;
  }
  type Row = Sample & { readonly time: number };
  const { cases } = readSharedJson<{ cases: readonly { readonly want: readonly object[] }[] }>(
    `${FOLDER}expected.json`,
  );
  const want = (index: number): readonly object[] => cases[index]?.want ?? [];
  /** One batch a second: their windows are of processing time. */
  const batch = (file: string, second: number): Row[] =>
    readShared(FOLDER + file)
      .trim()
      .split('\n')
      .map((line) => ({ ...(JSON.parse(line) as Sample), time: second * 1000 }));
  /** The text "10.30" counts as a number there; here a measure has to be told so. */
  const bytes = ({ bytes: value }: Row): number => Number(value);
  const measures = {
    n: count<Row>(),
    least: min<Row>('id'),
    most: max<Row>('id'),
    sum: sum<Row>(bytes),
    mean: mean<Row>(bytes),
  };
  /** They keep what has no word3 at all: IS NOT NULL leaves out what is null. */
  const notNull = where<Row>(({ word3 }) => word3 !== null);
  const ids = { n: count<Row>(), sum: sum<Row>('id'), mean: mean<Row>('id') };

  test('least, greatest, count, sum and mean over a window', () => {
    const [row] = run(tumbling({ size: '1s', measures }), batch('samples.json', 0), {}, true);
    expect({
      'MIN(id)': row?.least,
      'MAX(id)': row?.most,
      'COUNT(*)': row?.n,
      'SUM(bytes)': row?.sum,
      'AVG(bytes)': Number(Number(row?.mean).toFixed(6)),
    }).toEqual(want(0)[0]);
  });

  test('the same by a field', () => {
    const grouped = compose(notNull, tumbling({ size: '1s', by: ['bool'], measures }));
    const said = run(grouped, batch('samples.json', 0), {}, true).map((row) => ({
      bool: row.bool,
      'MIN(id)': row.least,
      'MAX(id)': row.most,
      'COUNT(*)': row.n,
      'SUM(bytes)': row.sum,
      'AVG(bytes)': row.mean,
    }));
    const order = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(order(said)).toEqual(order(want(1)));
  });

  test('over five batches', () => {
    const rows = [0, 1, 2, 3, 4].flatMap((second) => batch('samples.json', second));
    const [row] = run(compose(notNull, tumbling({ size: '5s', measures: ids })), rows, {}, true);
    expect({ 'SUM(id)': row?.sum, 'AVG(id)': row?.mean }).toEqual(want(2)[0]);
  });

  test('over windows that overlap: theirs are 5 s every 2 s, of which ours, every 1 s, have each', () => {
    const rows = [1, 2, 3, 4, 5, 6, 7].flatMap((n) => batch(`samples-hw/${n}.json`, n - 1));
    const windows = compose(notNull, sliding({ size: '5s', every: '1s', measures: ids }));
    const row = full(run(windows, rows, {}, true)).find(({ start }) => start === 2000);
    expect({ 'SUM(id)': row?.sum, 'AVG(id)': row?.mean }).toEqual(want(3)[0]);
  });
});
