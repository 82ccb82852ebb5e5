import { tmpdir } from 'node:os';
import pg from 'pg';
import { postgresSink } from '../dist/io/sinks/postgres.js';
import { benchServer } from './postgres/server.js';
import { decimal, table, whole } from './table.js';

const BATCHES = [100, 1000, 5000];
const ROUNDS = 7;
/** Rows of a round, about: many batches, and never so many that a round takes minutes. */
const ROWS = 50_000;

const COLUMNS = {
  ...{
    at: 'timestamptz',
    name: 'text',
    class: 'text',
    phase: 'text',
    detail: 'text',
    url: 'text',
    address: 'text',
  },
  ...{
    status: 'int2',
    total: 'float8',
    dns: 'float4',
    connect: 'float4',
    tls: 'float4',
    wait: 'float4',
    body: 'float4',
  },
  ...{ bytes: 'int8', up: 'bool' },
};
const NAMES = Object.keys(COLUMNS);
const INSERT = `INSERT INTO checks (${NAMES.join(', ')}) SELECT * FROM unnest(${NAMES.map((name, i) => `$${i + 1}::${COLUMNS[name]}[]`).join(', ')}) ON CONFLICT DO NOTHING`;

const rowsFrom = (from, count) =>
  Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return {
      ...{
        at: 1_790_000_000_000 + Math.floor(n / 1000) * 1000,
        name: `shop-${n % 1000}`,
        class: n % 50 === 0 ? 'timeout' : 'ok',
      },
      ...{ phase: n % 50 === 0 ? 'wait' : null, detail: n % 50 === 0 ? 'no answer within 10 s' : null },
      ...{
        url: `https://shop-${n % 1000}.example.com/health?full=1`,
        address: '192.0.2.17',
        status: n % 50 === 0 ? null : 200,
      },
      ...{
        total: 12.345 + (n % 977),
        dns: 0.25,
        connect: 3.5,
        tls: 8.125,
        wait: 20.5 + (n % 31),
        body: 0.75,
        bytes: 12_000 + n,
        up: n % 50 !== 0,
      },
    };
  });

const never = new AbortController().signal;

/** The field of each row, as the loop sends it. */
const listOf = (rows, name) =>
  name === 'at' ? rows.map(({ at }) => new Date(at).toISOString()) : rows.map((row) => row[name]);

/** Rows a second of the sink and of a bare loop over the same client, in the same batches. */
export const measurePostgres = async ({ say }) => {
  const server = await benchServer(tmpdir());
  const url = `postgresql://postgres@127.0.0.1:${server.port}/postgres`;
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  });
  await client.connect();
  const sink = postgresSink({
    url,
    batch: Math.max(...BATCHES),
    tables: [
      {
        table: 'checks',
        key: ['name', 'at'],
        columns: NAMES.map((name) => ({ name, read: ({ row }) => row[name] })),
      },
    ],
  });
  const bare = async (batches) => {
    for (const rows of batches)
      await client.query(
        INSERT,
        NAMES.map((name) => listOf(rows, name)),
      );
  };
  const store = async (deliveries) => {
    for (const delivery of deliveries) {
      const written = await sink.write(delivery, never);
      if (written) throw new Error(`The sink refused rows: ${written.refused[0].why}`);
    }
  };
  try {
    const lines = [];
    let n = 0;
    for (const batch of BATCHES) {
      say(`postgres: batches of ${whole(batch)}`);
      const best = { bare: Infinity, store: Infinity, compose: Infinity };
      const many = Math.min(ROWS, batch * 100);
      // One round to warm up.
      for (let round = -1; round < ROUNDS; round++) {
        for (const which of round % 2 === 0 ? ['bare', 'store'] : ['store', 'bare']) {
          await client.query(`DROP TABLE IF EXISTS checks`);
          await client.query(
            `CREATE TABLE checks (${NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ')}, PRIMARY KEY (name, at))`,
          );
          const batches = [];
          for (let i = 0; i < many; i += batch, n += batch) batches.push(rowsFrom(n, batch));
          const composing = performance.now();
          const deliveries =
            which === 'bare'
              ? []
              : batches.flatMap((rows) => {
                  const emitted = rows.map((row, i) => ({
                    pipeline: 'p',
                    stream: 's',
                    id: `p/s/${row.at}/${row.name}/${i}`,
                    row,
                  }));
                  return sink.compose(emitted, { saved: undefined, kept: new Map() }, Infinity).deliveries;
                });
          const begun = performance.now();
          if (which === 'bare') await bare(batches);
          else await store(deliveries);
          const took = performance.now() - begun;
          const { rows } = await client.query('SELECT count(*)::int AS n FROM checks');
          if (rows[0].n !== many) throw new Error(`${rows[0].n} of ${many} rows were stored.`);
          if (round < 0) continue;
          best[which] = Math.min(best[which], took);
          if (which === 'store') best.compose = Math.min(best.compose, begun - composing);
        }
      }
      const second = (ms) => whole((many / ms) * 1000);
      lines.push([
        whole(batch),
        second(best.bare),
        second(best.store),
        decimal(best.bare / best.store),
        second(best.compose),
      ]);
    }
    console.log('\nRows stored in PostgreSQL, a second:');
    console.log(table(['batch', 'bare loop', 'sink', '× bare loop', 'composed'], lines));
  } finally {
    await sink.close();
    await client.end();
    await server.stop();
  }
};
