import { expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '../../../src/io/postgres/in-transaction.js';
import type { PostgresConnection } from '../../../src/io/postgres/postgres-connection.js';
import { postgresFault } from '../../../src/io/postgres/postgres-fault.js';
import { type PostgresPool, postgresPool } from '../../../src/io/postgres/postgres-pool.js';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';
import { postgresDatabase, postgresServer } from '../../servers/postgres.js';

const never = new AbortController().signal;

const poolAt = (url: string, size = 1): PostgresPool => {
  const pool = postgresPool(postgresTarget(url), size);
  onTestFinished(() => pool.close());
  return pool;
};

const one = async (connection: PostgresConnection): Promise<unknown> =>
  (await connection.query<{ one: number }>('SELECT 1 AS one')).rows[0]?.one;

const backend = async (connection: PostgresConnection): Promise<number | undefined> =>
  (await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;

it('lends a session again, and says who it is', async () => {
  const { server, database } = await postgresDatabase();
  const pool = poolAt(server.url(database));
  const first = await pool.use(never, backend);
  expect(await pool.use(never, backend)).toBe(first);
  const { rows } = await pool.use(never, (connection) =>
    connection.query(`SELECT current_setting('application_name') AS name, $1::int + 1 AS sum`, [1]),
  );
  expect(rows).toEqual([{ name: 'tidemark', sum: 2 }]);
});

it('outlives a session that is killed while it is idle, and one that is killed while it is lent (PG-18)', async () => {
  const { server, database } = await postgresDatabase();
  const pool = poolAt(server.url(database));
  const kill = (pid: number | undefined): Promise<unknown> =>
    server.sql(`SELECT pg_terminate_backend(${pid}, 10000)`);
  await kill(await pool.use(never, backend));
  // It may be told only now that it is gone.
  await pool.use(never, one).catch(() => undefined);
  expect(await pool.use(never, one)).toBe(1);
  const killed = pool.use(never, async (connection) => {
    await kill(await backend(connection));
    return one(connection);
  });
  expect(await killed.catch((error: unknown) => postgresFault(error).kind)).toBe('again');
  expect(await pool.use(never, one)).toBe(1);
});

it('gives up what takes too long: first the server (57014), then we, and that session is never used again (PG-19)', async () => {
  const { server, database } = await postgresDatabase();
  const pool = poolAt(server.url(database));
  const slow = (statementTimeout: number) =>
    pool.use(never, (connection) =>
      inTransaction(connection, { statementTimeout }, (ask) => ask('SELECT pg_sleep(600)')),
    );
  const pid = await pool.use(never, backend);
  // As much again is what we wait: enough on a machine that is busy.
  expect(await slow(2000).catch((error: unknown) => postgresFault(error))).toMatchObject({
    code: '57014',
    kind: 'again',
  });
  expect(await pool.use(never, backend)).toBe(pid);
  const late = pool.use(never, (connection) => connection.query('SELECT pg_sleep(600)', undefined, 50));
  expect(await late.catch((error: unknown) => postgresFault(error))).toMatchObject({
    code: 'ETIMEDOUT',
    kind: 'again',
  });
  expect(await pool.use(never, backend)).not.toBe(pid);
});

it('keeps nothing of a transaction in the session: no zone, no limit, no lock (PG-21)', async () => {
  const { server, database } = await postgresDatabase();
  const pool = poolAt(server.url(database, 'postgres', { options: '-c timezone=Europe/Berlin' }));
  const settings = `SELECT current_setting('timezone') AS zone, current_setting('statement_timeout') AS "limit"`;
  const within = await pool.use(never, (connection) =>
    inTransaction(connection, { statementTimeout: 1234 }, async (ask) => (await ask(settings)).rows),
  );
  expect(within).toEqual([{ zone: 'UTC', limit: '1234ms' }]);
  const failed = pool.use(never, (connection) =>
    inTransaction(connection, { statementTimeout: 1234 }, (ask) => ask('SELECT 1/0')),
  );
  expect(await failed.catch((error: unknown) => postgresFault(error).code)).toBe('22012');
  const { rows } = await pool.use(never, (connection) => connection.query(settings));
  expect(rows).toEqual([{ zone: 'Europe/Berlin', limit: '0' }]);
});

it('ends at once when it is stopped, whatever the server does', async () => {
  const server = await postgresServer();
  const pool = poolAt(server.url());
  const stop = new AbortController();
  const asked = pool.use(stop.signal, async (connection) => {
    await one(connection);
    await server.pause();
    const answer = one(connection);
    stop.abort();
    return answer;
  });
  expect(await asked.catch((error: unknown) => postgresFault(error).kind)).toBe('again');
  const again = new AbortController();
  const connecting = pool.use(again.signal, one);
  again.abort();
  await expect(connecting).rejects.toThrow();
  await server.resume();
  expect(await pool.use(never, one)).toBe(1);
});

it('passes over hosts that are down or do not write, and follows who writes (PG-20)', async () => {
  const first = await postgresServer();
  await first.sql('CREATE TABLE t (x int)');
  await first.stop();
  const second = await first.copy();
  await first.start();
  const url = `postgresql://postgres@127.0.0.1:1,127.0.0.1:${first.port},127.0.0.1:${second.port}/postgres`;
  const pool = poolAt(url);
  const write = () =>
    pool.use(never, async (connection) => {
      await connection.query('INSERT INTO t VALUES (1)');
      return connection.host;
    });
  expect(await write()).toBe(`127.0.0.1:${first.port}`);
  await first.readOnly(true);
  expect(await write().catch((error: unknown) => postgresFault(error).kind)).toBe('read-only');
  expect(await write()).toBe(`127.0.0.1:${second.port}`);
  await second.kill();
  await write().catch(() => undefined);
  const refused = await write().catch((error: unknown) => postgresFault(error));
  expect(refused).toMatchObject({ kind: 'again' });
  expect(String((refused as { message: string }).message)).toMatch(/127\.0\.0\.1:1: .*; .*it is read-only/);
  await second.start();
  expect(await write()).toBe(`127.0.0.1:${second.port}`);
});
