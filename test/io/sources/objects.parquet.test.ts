import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import type { Codec } from '../../../src/io/codecs/codec.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../src/io/codecs/jsonl/jsonl.js';
import { vpcFlow } from '../../../src/io/codecs/vpc-flow/vpc-flow.js';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';
import { objects } from '../../../src/io/sources/objects.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { s3Server } from '../../servers/s3.js';
import { putObject } from '../../support/object-store/put-object.js';
import { asIf } from '../../support/object-store/store-at.js';
import { startAfter } from '../../support/start-at.js';

/** As AWS delivers flow logs: gzip in pages. */
const parquet = (columnData: ColumnSource[], rowGroupSize = 100_000): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      columnData,
      rowGroupSize,
      codec: 'GZIP',
      compressors: { GZIP: (bytes) => gzipSync(bytes) },
    }),
  );

const bucket = async () => {
  asIf({});
  return s3Server();
};

const reading = (endpoint: string, codec: Codec<Row>, said: string[] = []) =>
  objects({
    open: () => openListingStore({ bucket: 'logs', endpoint }),
    ...{ prefix: '', bucket: 's3://logs', codec, onWarning: (message: string) => void said.push(message) },
  });

const collect = async (run: AsyncIterable<Chunk<Row>>, most = Infinity): Promise<Chunk<Row>[]> => {
  const chunks: Chunk<Row>[] = [];
  let rows = 0;
  for await (const chunk of run) {
    chunks.push(chunk);
    rows += chunk.rows.length;
    if (rows >= most) break;
  }
  return chunks;
};
const rowsOf = (chunks: readonly Chunk<Row>[]) => chunks.flatMap(({ rows }) => [...rows]);

const TEXT = `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 50000 6 12 9007199254740993 1764410400 1764410460 ACCEPT OK
2 123456789010 eni-1 - - - - - - - 1764410400 1764410460 - NODATA
`;

it('reads a flow log as Parquet to the same rows as one of text', async () => {
  const server = await bucket();
  putObject(server, 'text/1.log', TEXT);
  const nulls = <T>(value: T) => [value, null];
  putObject(
    server,
    'parquet/1.log.parquet',
    parquet([
      { name: 'version', data: [2, 2], type: 'INT32' },
      { name: 'account_id', data: ['123456789010', '123456789010'], type: 'STRING' },
      { name: 'interface_id', data: ['eni-1', 'eni-1'], type: 'STRING' },
      { name: 'srcaddr', data: nulls('10.0.0.1'), type: 'STRING' },
      { name: 'dstaddr', data: nulls('10.0.0.2'), type: 'STRING' },
      { name: 'srcport', data: nulls(443), type: 'INT32' },
      { name: 'dstport', data: nulls(50_000), type: 'INT32' },
      { name: 'protocol', data: nulls(6), type: 'INT32' },
      { name: 'packets', data: nulls(12n), type: 'INT64' },
      { name: 'bytes', data: nulls(9007199254740993n), type: 'INT64' },
      { name: 'start', data: [1764410400n, 1764410400n], type: 'INT64' },
      { name: 'end', data: [1764410460n, 1764410460n], type: 'INT64' },
      { name: 'action', data: nulls('ACCEPT'), type: 'STRING' },
      { name: 'log_status', data: ['OK', 'NODATA'], type: 'STRING' },
    ]),
  );
  const rows = rowsOf(await collect(reading(server.endpoint, vpcFlow()).read(startAfter([]))));
  expect(rows).toHaveLength(4);
  expect(rows.slice(0, 2)).toEqual(rows.slice(2));
});

it('reads any Parquet as JSON lines would be, nested and null and large values and all', async () => {
  const server = await bucket();
  putObject(
    server,
    'rows',
    parquet([
      { name: 'time', data: [new Date(1000), new Date(2000)], type: 'TIMESTAMP' },
      { name: 'a b"c', data: ['x\n"y"', 'ü'], type: 'STRING' },
      { name: 'n', data: [1.5, Number.NaN], type: 'DOUBLE' },
      { name: 'large', data: [2n ** 60n, 3n], type: 'INT64' },
      { name: 'none', data: [null, 'some'], type: 'STRING' },
    ]),
  );
  const rows = rowsOf(await collect(reading(server.endpoint, jsonl()).read(startAfter([]))));
  expect(rows).toMatchObject([
    { time: 1000, n: 1.5, large: '1152921504606846976' },
    { time: 2000, large: 3, none: 'some' },
  ]);
  expect(Object.values(rows[0] ?? {})).toContain('x\n"y"');
});

/** Larger than a part, in several row groups. */
const large = (rows: number): Buffer =>
  parquet(
    [
      { name: 'time', data: Array.from({ length: rows }, (_, i) => new Date(i * 1000)), type: 'TIMESTAMP' },
      {
        name: 'text',
        data: Array.from({ length: rows }, () => randomBytes(180).toString('base64')),
        type: 'STRING',
      },
    ],
    rows / 4,
  );

it.each(['large.parquet', 'large'])(
  '%s: reads what it needs by ranges, and goes on exactly after a crash',
  async (key) => {
    const server = await bucket();
    const body = large(60_000);
    expect(body.length).toBeGreaterThan(9 * 1024 * 1024);
    putObject(server, key, body);
    const source = reading(server.endpoint, jsonl());
    const chunks: Chunk<Row>[] = [];
    for (let runs = 0; runs < 4; runs++)
      chunks.push(...(await collect(source.read(startAfter(chunks)), runs < 3 ? 14_000 : Infinity)));
    const rows = rowsOf(chunks);
    expect(rows.length).toBe(60_000);
    expect(rows.every(({ time }, i) => time === i * 1000)).toBe(true);
    const gets = server.seen.filter(({ kind }) => kind === 'get');
    expect(gets.every(({ headers }) => headers['if-match'] !== undefined)).toBe(true);
  },
  120_000,
);

it('says what is damaged, counts what could be read, and goes on with what comes after it', async () => {
  const server = await bucket();
  const body = large(4000);
  const wrong = Buffer.from(body);
  wrong.fill(0xff, wrong.length >> 1, (wrong.length >> 1) + 500);
  putObject(server, '1-wrong', wrong);
  putObject(server, '2-cut', body.subarray(0, body.length - 100));
  putObject(server, '3-named.parquet', Buffer.alloc(9 * 1024 * 1024, 'x'));
  putObject(server, '4-small.parquet', '{"time":1764410400000}\n');
  const chunks = await collect(reading(server.endpoint, jsonl()).read(startAfter([])));
  const rejected = chunks.flatMap((chunk) => [...chunk.rejected]);
  expect(rejected.map(({ partition }) => partition)).toEqual([
    's3://logs/1-wrong',
    's3://logs/2-cut',
    's3://logs/3-named.parquet',
  ]);
  for (const { detail } of rejected) expect(detail).toMatch(/^The rest of it cannot be read: /);
  const rows = rowsOf(chunks);
  expect(rows.length).toBeGreaterThan(999);
  expect(rows.at(-1)?.time).toBe(1764410400000);
});
