import { expect, it, onTestFinished } from 'vitest';
import { checkRow } from '../../../src/io/actions/check/check-row.js';
import type { Verdict } from '../../../src/io/actions/check/verdict.js';
import { CHECKS_TABLES } from '../../../src/io/checks-database/checks-tables.js';
import { postgresSink } from '../../../src/io/sinks/postgres.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { type ChecksDatabase, checksDatabase } from '../../support/checks-database.js';
import { composeWith, writeTo } from '../../support/drive-sink.js';

const AT = Date.UTC(2031, 0, 1, 12);

const OK: Verdict = {
  class: 'ok',
  status: 200,
  total: 123.4567,
  timings: { dns: 1, connect: 2.25, proxy: 0, tls: 20, wait: 90, body: 10.5 },
  bytes: 5_000_000_000,
  redirects: 1,
  finalUrl: 'https://www.example.com/en',
  address: '192.0.2.1',
  family: 4,
  isReused: false,
  certificate: { expires: AT + 86_400_000, subject: 'www.example.com', host: 'www.example.com' },
  note: 'IPv6 failed: connect',
} as Verdict;

const target = (name: string, tags: Readonly<Record<string, string>> = {}) =>
  ({
    kind: 'gone',
    url: `https://${name}.example.com/`,
    name,
    tags,
    group: 'shops',
    maintenance: [],
  }) as const;

const emitted = (row: unknown, i: number): Emitted => ({
  pipeline: 'sites',
  stream: 'results',
  id: `${i}`,
  row,
});

/** Stores rows as the writer, as the sink of a config does. */
const store = async (
  { url }: ChecksDatabase,
  rows: readonly unknown[],
  onWarning: (message: string) => void = () => undefined,
): Promise<void> => {
  const sink = postgresSink({ url: url('writer'), tables: CHECKS_TABLES, onWarning });
  onTestFinished(() => sink.close());
  for (const delivery of composeWith(sink, rows.map(emitted), undefined, Infinity).deliveries)
    expect(await writeTo(sink, delivery)).toBeUndefined();
};

it('stores all of a check in metrics, and what failed in errors too, by a role that may only insert', async () => {
  const database = await checksDatabase();
  const rows = [
    checkRow(target('shop', { team: 'web', 'On Call': 'ünï' }), { time: AT, lag: 1.5 }, OK),
    checkRow(
      target('down'),
      { time: AT, lag: 0 },
      { class: 'timeout', phase: 'wait', detail: 'no answer in time', timings: {} },
    ),
    checkRow(target('slow'), { time: AT, lag: 0 }, { ...OK, class: 'slow' }),
    checkRow(target('late'), { time: AT }, { class: 'missed', detail: 'nobody was there', timings: {} }),
  ];
  await store(database, rows);
  // What is no check, though it is in the same stream, is none there either.
  await store(database, [...rows, { ...rows[0], name: 'moved', moved: true }]);
  const { rows: stored } = await (await database.as('reader')).query('SELECT * FROM metrics ORDER BY name');
  expect(stored).toHaveLength(4);
  const shop = stored.find(({ name }) => name === 'shop');
  expect(shop).toMatchObject({
    scheduled_at: new Date(AT),
    // A date has no more than milliseconds; the database has the rest.
    request_timestamp: new Date(AT + 1),
    ...{
      response_time: 123.457,
      status_code: 200,
      class: 'ok',
      phase: null,
      detail: null,
      url: 'https://shop.example.com/',
    },
    ...{
      dns: 1,
      connect: 2.25,
      proxy: 0,
      tls: 20,
      wait: 90,
      body: 10.5,
      lag: 1.5,
      bytes: '5000000000',
      redirects: 1,
    },
    ...{
      address: '192.0.2.1',
      family: 4,
      reused: false,
      final_url: 'https://www.example.com/en',
      location: 'default',
    },
    ...{
      certificate: 86_400_000,
      certificate_due: false,
      note: 'IPv6 failed: connect',
      maintenance: false,
      group: 'shops',
    },
    tags: { team: 'web', on_call: 'ünï' },
  });
  expect(stored.find(({ name }) => name === 'down')).toMatchObject({
    response_time: null,
    status_code: null,
    tags: null,
  });
  expect(stored.find(({ name }) => name === 'late')).toMatchObject({
    request_timestamp: null,
    class: 'missed',
  });
  expect(
    await database.sql(
      `SELECT name, class, phase, detail, target = tidemark_target(name) AS same FROM errors ORDER BY name`,
    ),
  ).toEqual([
    { name: 'down', class: 'timeout', phase: 'wait', detail: 'no answer in time', same: true },
    { name: 'late', class: 'missed', phase: null, detail: 'nobody was there', same: true },
  ]);
});

it('writes into every column that there is, but for those that the database makes', async () => {
  const { sql } = await checksDatabase();
  for (const { table, columns } of CHECKS_TABLES) {
    const found = await sql<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0 AND attgenerated = '' ORDER BY 1`,
    );
    expect(columns.map(({ name }) => name).sort()).toEqual(found.map(({ name }) => name).sort());
  }
});

it('has whoever stores say that nobody keeps the database, and store all the same', async () => {
  const database = await checksDatabase();
  const warnings: string[] = [];
  const row = checkRow(target('shop'), { time: AT, lag: 0 }, OK);
  await store(database, [row], (message) => void warnings.push(message));
  expect(warnings).toEqual([
    expect.stringMatching(/^postgres .*: 1 row in the default partitions: tidemark migrate/),
  ]);
  await database.sql(`DROP TABLE metrics_${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`);
  await store(database, [{ ...row, time: AT + 1 }], (message) => void warnings.push(message));
  expect(warnings.slice(1)).toEqual([
    expect.stringContaining('There are partitions not even for today. Run tidemark migrate'),
    expect.stringContaining('2 rows in the default partitions'),
  ]);
  // Where nobody can say, nothing is said.
  await database.sql('DROP FUNCTION tidemark_health');
  await store(database, [{ ...row, time: AT + 2 }], (message) => void warnings.push(message));
  expect(warnings).toHaveLength(3);
  expect(await database.sql('SELECT count(*)::int AS n FROM metrics')).toEqual([{ n: 3 }]);
});
