import { expect, it } from 'vitest';
import type { Delivery, Sink } from '../../../../src/io/sinks/sink.js';
import { pipeline } from '../../../../src/pipelines/pipeline.js';
import { run } from '../../../../src/pipelines/run.js';
import { postgresServer } from '../../../servers/postgres.js';
import { freePort } from '../../../support/free-port.js';
import { patient } from '../../../support/patient.js';
import { deliveriesOf, never, noPiece, type Place, place, placeOn, tableOf } from './kit.js';

const T = 'CREATE TABLE t (n int PRIMARY KEY, words text)';
const TABLE = tableOf('t', ['n', 'words'], { key: ['n'] });
const BATCH = 5;

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ n: from + i, words: `word ${from + i}` }));

/** Writes deliveries, each until it is stored, two at a time; at some of them something happens while they are written. */
const writeAll = async (
  sink: Sink,
  deliveries: readonly Delivery[],
  at: Readonly<Record<number, () => Promise<unknown>>> = {},
): Promise<void> => {
  const told = patient(sink);
  for (let i = 0; i < deliveries.length; i += 2) {
    const happening = at[i]?.();
    await Promise.all(deliveries.slice(i, i + 2).map((delivery) => told.write(delivery, never, noPiece)));
    await happening;
  }
};

/** How many rows there are, and how many of them are told apart by what they say. */
const stored = async ({ sql }: Place): Promise<unknown> =>
  (await sql('SELECT count(*)::int AS rows, count(DISTINCT words)::int AS words FROM t'))[0];

it('loses and doubles nothing through kill -9, SIGSTOP, killed sessions and a stop in good order', async () => {
  const server = await postgresServer({ durable: true });
  const made = placeOn(server, 'postgres');
  await made.sql(T);
  const url = server.url('postgres', 'postgres', { connect_timeout: '2' });
  const sink = made.sink(TABLE, { url, batch: BATCH, writers: 2, timeout: 1000 });
  const again = async (end: () => Promise<void>): Promise<void> => {
    await end();
    await server.start();
  };
  await writeAll(sink, deliveriesOf(sink, rows(0, 200)), {
    4: () => again(server.kill),
    8: () => server.endSessions(),
    12: () => again(server.stop),
    16: async () => {
      await server.pause();
      // Until somebody has waited in vain for it.
      await sink.write(deliveriesOf(sink, rows(0, 1))[0] as Delivery, never, noPiece).catch(() => undefined);
      await server.resume();
    },
    20: () => again(server.kill),
    24: () => server.endSessions(),
  });
  expect(await stored(made)).toEqual({ rows: 200, words: 200 });
});

it('goes over to whoever writes after a failover, and has every row there once (PG-20)', async () => {
  const first = await postgresServer({ durable: true });
  const made = placeOn(first, 'postgres');
  await made.sql(T);
  const port = await freePort();
  const url = `postgresql://postgres@127.0.0.1:${first.port},127.0.0.1:${port}/postgres?connect_timeout=5`;
  const sink = made.sink(TABLE, { url, batch: BATCH });
  const deliveries = deliveriesOf(sink, rows(0, 60));
  await writeAll(sink, deliveries.slice(0, 6));
  await first.readOnly(true);
  const refused = await sink
    .write(deliveries[6] as Delivery, never, noPiece)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/read-only transaction \(25006\)/),
  });
  // As long as nobody writes, it says of each why not.
  const nobody = await sink.write(deliveries[6] as Delivery, never, noPiece).catch((error: unknown) => error);
  expect(nobody).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/: it is read-only; 127\.0\.0\.1:\d+: connect ECONNREFUSED/),
  });
  await first.stop();
  const second = await first.copy(port);
  await second.readOnly(false);
  await first.start();
  await writeAll(sink, deliveries.slice(5));
  expect(await stored(placeOn(second, 'postgres'))).toEqual({ rows: 60, words: 60 });
  expect(await stored(made)).toEqual({ rows: 30, words: 30 });
});

it('waits while there is no connection for it, and while somebody holds the table', async () => {
  const made = await place(T);
  const role = `${made.database}_writer`;
  await made.sql(`CREATE ROLE ${role} LOGIN CONNECTION LIMIT 0; GRANT INSERT ON t TO ${role}`);
  const sink = made.sink(TABLE, { url: made.server.url(made.database, role), timeout: 100 });
  const [delivery] = deliveriesOf(sink, rows(0, 3));
  const write = (): Promise<unknown> =>
    sink.write(delivery as Delivery, never, noPiece).catch((error: unknown) => error);
  expect(await write()).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/too many connections .*\(53300\)/),
  });
  await made.sql(`ALTER ROLE ${role} CONNECTION LIMIT 5`);
  const holding = made.sql('BEGIN; LOCK TABLE t; SELECT pg_sleep(600)').catch(() => undefined);
  while (
    (
      await made.sql(
        `SELECT FROM pg_locks WHERE relation = 't'::regclass AND mode = 'AccessExclusiveLock' AND granted`,
      )
    ).length === 0
  );
  expect(await write()).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/statement timeout \(57014\)|no answer within/),
  });
  await made.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`,
  );
  await holding;
  await writeAll(sink, [delivery as Delivery]);
  expect(await stored(made)).toEqual({ rows: 3, words: 3 });
  await made.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

it('is an outage in mid-run for a pipeline: what comes meanwhile waits, and what is poison goes to the dead letters alone', async () => {
  const server = await postgresServer({ durable: true });
  const made = placeOn(server, 'postgres');
  await made.sql(`${T}; ALTER TABLE t ADD CHECK (n <> 33)`);
  const sink = made.sink(TABLE, { batch: BATCH });
  let happened: Promise<void> | undefined;
  const source = {
    read: () => ({
      commitDue: true,
      async *[Symbol.asyncIterator]() {
        for (let n = 0; n < 60; n++) {
          if (n === 30) happened = server.kill().then(server.start);
          yield { rows: [{ time: n, n, words: `word ${n}` }], rejected: [], position: n };
        }
        await happened;
      },
    }),
  };
  const letters: unknown[] = [];
  const dead: Sink = {
    ...{ name: 'dead', destination: 'dead', guarantee: 'at least once' },
    compose: (emitted, { saved }) => ({
      saved,
      deliveries: emitted.map(({ id, row }) => ({ id, body: row, rows: 1 })),
    }),
    write: async ({ body }) => void letters.push(body),
    close: async () => undefined,
  };
  const spec = pipeline('p')
    .from(source as never)
    .stream('s', [], [sink as never])
    .deadLettersTo(dead as never)
    .spec();
  let retries = 0;
  const { sinks } = await run(spec as never, { random: () => 0, onRetry: () => void retries++ });
  expect(sinks.find(({ name }) => name.startsWith('postgres'))).toMatchObject({ stored: 59, refused: 1 });
  expect(letters).toMatchObject([{ body: { n: 33 }, error: expect.stringContaining('(23514)') }]);
  expect(await stored(made)).toEqual({ rows: 59, words: 59 });
  expect(retries).toBeGreaterThan(0);
});

it('stores a batch in smaller and smaller parts where the server is too slow for all of it, and then in larger ones again', async () => {
  // A statement of more rows than so many does not end.
  const made = await place(`${T}; CREATE TABLE slow (rows int); INSERT INTO slow VALUES (3);
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT count(*) FROM new) > (SELECT rows FROM slow) THEN PERFORM pg_sleep(600); END IF; RETURN NULL;
    END $$;
    CREATE TRIGGER waits AFTER INSERT ON t REFERENCING NEW TABLE AS new FOR EACH STATEMENT EXECUTE FUNCTION wait()`);
  const sink = made.sink(TABLE, { timeout: 300 });
  const [first, second] = [deliveriesOf(sink, rows(0, 16)), deliveriesOf(sink, rows(16, 16))];
  await writeAll(sink, first);
  expect(await stored(made)).toEqual({ rows: 16, words: 16 });
  await made.sql('UPDATE slow SET rows = 1000');
  await writeAll(sink, second);
  expect(await stored(made)).toEqual({ rows: 32, words: 32 });
});

it('commits for good also where the server would not wait for its disk, and leaves the session as it was', async () => {
  const made = await place(`${T}; CREATE TABLE seen (how text);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL;
    END $$;
    CREATE TRIGGER sees AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION see()`);
  for (const how of ['off', 'remote_apply']) {
    const url = made.server.url(made.database, 'postgres', { options: `-c synchronous_commit=${how}` });
    const sink = made.sink(TABLE, { url });
    await writeAll(sink, deliveriesOf(sink, rows(how === 'off' ? 0 : 1, 1)));
  }
  expect(await made.sql('SELECT how FROM seen')).toEqual([{ how: 'on' }, { how: 'remote_apply' }]);
});
