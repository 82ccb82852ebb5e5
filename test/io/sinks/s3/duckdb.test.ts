import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ObjectFormatName } from '../../../../src/io/sinks/s3/object-formats.js';
import type { Emitted } from '../../../../src/io/sinks/sink.js';
import type { S3Server } from '../../../servers/s3.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { Held } from './held.js';
import { keysIn, sinkAt } from './kit.js';

const NOON = Date.UTC(2026, 10, 29, 12);

/** What DuckDB says of the objects, which it reads as files: it is not on any network. */
const ask = async (server: S3Server, sql: (files: string) => string): Promise<readonly unknown[]> => {
  const directory = await temporaryDirectory();
  for (const key of keysIn(server)) {
    await mkdir(dirname(join(directory, key)), { recursive: true });
    await writeFile(join(directory, key), server.body(key) ?? '');
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  const reader = await connection.runAndReadAll(sql(join(directory, 'lake/**/*')));
  return reader.getRowObjectsJson();
};

const emitted = (row: Readonly<Record<string, unknown>>, i: number): Emitted => ({
  pipeline: 'web',
  stream: 'hits',
  id: String(i),
  row,
});

const READS = {
  'jsonl.gz': (files: string) =>
    `read_json('${files}', format = 'newline_delimited', hive_partitioning = true)`,
  'csv.gz': (files: string) =>
    `read_csv('${files}', header = true, union_by_name = true, hive_partitioning = true)`,
  csv: (files: string) =>
    `read_csv('${files}', header = true, union_by_name = true, hive_partitioning = true)`,
  parquet: (files: string) => `read_parquet('${files}', union_by_name = true, hive_partitioning = true)`,
} satisfies Partial<Record<ObjectFormatName, (files: string) => string>>;

describe.each(Object.entries(READS))('DuckDB reads %s', (name, read) => {
  it('of several commits and hours', async () => {
    const { sink, server } = await sinkAt({ format: name as keyof typeof READS });
    const held = new Held(sink);
    const rows = Array.from({ length: 5000 }, (_, i) =>
      emitted(
        { time: NOON + i * 1000, section: i % 3 === 0 ? null : `/"a,${i % 3}"\n é😀`, hits: i, share: i / 7 },
        i,
      ),
    );
    for (let from = 0; from < rows.length; from += 700)
      await held.commit(rows.slice(from, from + 700), NOON + from * 1000);
    await held.commit([], Number.POSITIVE_INFINITY);
    const [sums] = await ask(
      server,
      (files) =>
        `SELECT count(*)::int n, count(DISTINCT id)::int ids, sum(hits)::int hits, sum("share")::float8 shares, count(section)::int sections, max(section) section, min("time")::timestamp::text begun, count(DISTINCT hour)::int places FROM ${read(files)}`,
    );
    expect(sums).toEqual({
      n: 5000,
      ids: 5000,
      hits: (4999 * 5000) / 2,
      shares: expect.closeTo((4999 * 5000) / 14, 3),
      sections: 3333,
      section: '/"a,2"\n é😀',
      begun: '2026-11-29 12:00:00',
      places: 2,
    });
  });
});

describe('the columns of Parquet', () => {
  const types = async (...commits: readonly (readonly Readonly<Record<string, unknown>>[])[]) => {
    const { sink, server } = await sinkAt({ format: 'parquet' });
    const held = new Held(sink);
    let n = 0;
    for (const rows of commits)
      await held.commit(
        rows.map((row) => emitted({ time: NOON, ...row }, n++)),
        NOON,
      );
    await held.commit([], Number.POSITIVE_INFINITY);
    const read = (files: string) => `read_parquet('${files}', union_by_name = true, filename = true)`;
    return {
      objects: keysIn(server).length,
      rows: await ask(server, (files) => `SELECT x FROM ${read(files)} ORDER BY id::int`),
      types: await ask(
        server,
        (files) =>
          `SELECT type, count(*)::int n FROM parquet_schema('${files}') WHERE name = 'x' GROUP BY 1 ORDER BY 1`,
      ),
    };
  };

  it('hold whole numbers, beyond 2^53 as bigints exactly, and out of 64 bits as JSON', async () => {
    expect(await types([{ x: 1 }, { x: 9_007_199_254_740_993n }, { x: null }, {}])).toEqual({
      objects: 1,
      rows: [{ x: '1' }, { x: '9007199254740993' }, { x: null }, { x: null }],
      types: [{ type: 'INT64', n: 1 }],
    });
    expect((await types([{ x: 1e300 }, { x: 2 }])).rows).toEqual([{ x: 1e300 }, { x: 2 }]);
    expect((await types([{ x: 2n ** 70n }])).rows).toEqual([{ x: `"${2n ** 70n}"` }]);
  });

  it('never lose a bigint that a number with a fraction would round', async () => {
    expect((await types([{ x: 9_007_199_254_740_993n }, { x: 0.5 }])).rows).toEqual([
      { x: '"9007199254740993"' },
      { x: '0.5' },
    ]);
  });

  it('become wider in another object, and stay so', async () => {
    expect(await types([{ x: 1 }], [{ x: 0.5 }], [{ x: 3 }])).toEqual({
      objects: 2,
      rows: [{ x: 1 }, { x: 0.5 }, { x: 3 }],
      types: [
        { type: 'DOUBLE', n: 1 },
        { type: 'INT64', n: 1 },
      ],
    });
  });

  it('have what is of several kinds, or nested, as JSON', async () => {
    expect(await types([{ x: 'true' }, { x: true }, { x: { a: [1, 2n] } }])).toEqual({
      objects: 1,
      rows: [{ x: '"true"' }, { x: 'true' }, { x: '{"a":[1,"2"]}' }],
      types: [{ type: 'BYTE_ARRAY', n: 1 }],
    });
  });

  it('come with fields that come later, in another object', async () => {
    expect(await types([{ y: 1 }], [{ x: 'a' }], [{ y: 2 }])).toMatchObject({
      objects: 2,
      rows: [{ x: null }, { x: 'a' }, { x: null }],
    });
  });
});

it('CSV has a column more in another object, never a row that is longer than its header', async () => {
  const { sink, server } = await sinkAt({ format: 'csv' });
  const held = new Held(sink);
  for (const [i, row] of [{ a: 1 }, { a: 2, b: '' }, { a: 3 }].entries())
    await held.commit([emitted({ time: NOON, ...row }, i)], NOON);
  await held.commit([], Number.POSITIVE_INFINITY);
  expect(keysIn(server).map((key) => server.body(key)?.toString())).toEqual([
    'pipeline,stream,id,more_fields,time,a\r\nweb,hits,0,,2026-11-29T12:00:00.000Z,1\r\n',
    'pipeline,stream,id,more_fields,time,a,b\r\nweb,hits,1,,2026-11-29T12:00:00.000Z,2,""\r\nweb,hits,2,,2026-11-29T12:00:00.000Z,3,\r\n',
  ]);
});

it('fields without an end have no columns without an end: the rest is in one', async () => {
  const { sink, server } = await sinkAt({ format: 'parquet' });
  const rows = Array.from({ length: 600 }, (_, i) => emitted({ time: NOON, [`f${i}`]: i }, i));
  await new Held(sink).all(rows);
  const [sums] = await ask(
    server,
    (files) =>
      `SELECT count(*)::int n, count(more_fields)::int more, max(more_fields) newest FROM read_parquet('${files}')`,
  );
  expect(sums).toEqual({ n: 600, more: 105, newest: '{"f599":599}' });
});
