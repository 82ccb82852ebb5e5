import { describe, expect, test } from 'vitest';
import { bytesFor, faultsOf, planOf, runConfig } from '../support/run-config.js';

const TIME = '2024-05-01T12:00:00Z';

/** Lines in a format, through windows of a minute. */
const windowsOf = async (format: unknown, lines: readonly string[], measure: object, by?: string) => {
  const stream = { window: '1m', measure, ...(by !== undefined && { by: [by] }) };
  const plan = planOf(
    JSON.stringify({
      version: 1,
      pipelines: { p: { source: { file: 'in.log', format, follow: false }, streams: { s: stream } } },
    }),
  );
  const run = await runConfig(plan, bytesFor(plan, Buffer.from(lines.map((line) => `${line}\n`).join(''))));
  expect(faultsOf(run.balance)).toEqual([]);
  return { ...run, rows: run.rowsOf('s') };
};

/** How one value is written in each format that knows no kinds, or knows them. */
interface Writer {
  readonly name: string;
  readonly format: unknown;
  readonly write: (value: string) => string;
  readonly head?: string;
}

const WRITERS: readonly Writer[] = [
  { name: 'jsonl', format: 'jsonl', write: (v) => `{"time":"${TIME}","v":${JSON.stringify(v)}}` },
  { name: 'logfmt', format: 'logfmt', write: (v) => `time=${TIME} v=${v}` },
  { name: 'logfmt in quotes', format: 'logfmt', write: (v) => `time=${TIME} v="${v}"` },
  { name: 'csv', format: 'csv', write: (v) => `${TIME},"${v}"`, head: 'time,v' },
  { name: 'regex', format: { regex: '^(?<time>\\S+) (?<v>.+)$' }, write: (v) => `${TIME} ${v}` },
  { name: 'nginx', format: { nginx: '[$time_iso8601] "$v"' }, write: (v) => `[${TIME}] "${v}"` },
];

describe.each(WRITERS)('as $name', ({ name, format, write, head }) => {
  const lines = (...values: string[]) => [...(head === undefined ? [] : [head]), ...values.map(write)];

  test('numbers in texts count', async () => {
    const { rows } = await windowsOf(format, lines('157', '1000', '5'), { sum: 'sum(v)', p95: 'p95(v)' });
    expect(rows).toMatchObject([{ sum: 1162, p95: 1000 }]);
  });

  test('a key is the text as it is written', async () => {
    const { rows } = await windowsOf(format, lines('1.10', '1.1', '007', '7', '1.10'), { n: 'count()' }, 'v');
    const counts = Object.fromEntries(rows.map(({ v, n }) => [String(v), n]));
    expect(counts).toEqual({ '1.10': 2, '1.1': 1, '007': 1, '7': 1 });
  });

  test('whole numbers past 2^53 keep their digits', async () => {
    const ids = ['6150769120280496265', '6150769120280496266', '6150769120280496267'];
    const { rows } = await windowsOf(format, lines(...ids), { n: 'count()' }, 'v');
    expect(rows.map(({ v }) => v)).toEqual(ids);
    const all = await windowsOf(format, lines('-9007199254740993', '9007199254740995', '1'), {
      sum: 'sum(v)',
      different: 'distinct(v)',
      one: 'first(v)',
    });
    expect(all.rows).toMatchObject([{ sum: 3, different: 3 }]);
    expect(all.balance.streams[0]?.skipped).toBeUndefined();
  });

  test('what is no number is skipped, counted and said once', async () => {
    const { rows, balance, warnings } = await windowsOf(format, lines('abc', '3', 'x1', '-'), {
      sum: 'sum(v)',
      large: 'count(v > 2)',
    });
    expect(rows).toMatchObject([{ sum: 3, large: 1 }]);
    expect(balance.streams[0]?.skipped).toEqual({ sum: 2, large: 2 });
    expect(warnings.filter((one) => one.includes('cannot read all rows'))).toHaveLength(2);
    expect(warnings.join('\n')).toContain(
      `"abc" for v (no number) in the row of ${TIME.replace('Z', '.000Z')}`,
    );
  });

  test.skipIf(name === 'logfmt')('lists of upstream times are their sum', async () => {
    const { rows, balance } = await windowsOf(
      format,
      lines('0.000, 4.004', '0.001', '3.001 : 0.002', '-, -'),
      {
        n: 'count()',
        slow: 'count(v > 1)',
        max: 'max(v)',
      },
    );
    expect(rows).toMatchObject([{ n: 4, slow: 2, max: 4.004 }]);
    expect(balance.streams[0]?.skipped).toBeUndefined();
  });
});

test('JSON numbers past 2^53 are three keys, and a sum without the error of rounding each', async () => {
  const lines = [265, 266, 267].map((end) => `{"time":"${TIME}","user_id":6150769120280496${end}}`);
  const { rows } = await windowsOf('jsonl', lines, { n: 'count()' }, 'user_id');
  expect(rows.map(({ user_id, n }) => [user_id, n])).toEqual([
    ['6150769120280496265', 1],
    ['6150769120280496266', 1],
    ['6150769120280496267', 1],
  ]);
  const sums = await windowsOf('jsonl', lines, { sum: 'sum(user_id)', n: 'distinct(user_id)' });
  expect(sums.rows).toMatchObject([{ sum: '18452307360841488798', n: 3 }]);
});

test('a JSON number and a text that is written so are one key', async () => {
  const lines = ['200', '"200"', '"0200"'].map((v) => `{"time":"${TIME}","v":${v}}`);
  const { rows } = await windowsOf('jsonl', lines, { n: 'count()' }, 'v');
  expect(Object.fromEntries(rows.map(({ v, n }) => [JSON.stringify(v), n]))).toEqual({
    '200': 2,
    '"0200"': 1,
  });
});
