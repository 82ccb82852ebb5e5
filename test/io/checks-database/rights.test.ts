import { describe, expect, it } from 'vitest';
import { createDb } from '../../../src/io/checks-database/create-db.js';
import { postgresFault } from '../../../src/io/postgres/postgres-fault.js';
import { postgresDatabase } from '../../servers/postgres.js';
import { type ChecksRole, checksAt, checksDatabase } from '../../support/checks-database.js';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => postgresFault(error).code,
  );

/** What each role is refused (42501), and what it may. */
const MAY: readonly (readonly [sql: string, ...roles: ChecksRole[]])[] = [
  [
    `INSERT INTO metrics (scheduled_at, name, url, class) VALUES ('2031-01-01Z', 'a', 'a', 'ok') ON CONFLICT DO NOTHING`,
    ...(['owner', 'writer', 'coordinator'] as const),
  ],
  [
    `INSERT INTO errors (scheduled_at, name, url, class) VALUES ('2031-01-01Z', 'a', 'a', 'dns') ON CONFLICT DO NOTHING`,
    ...(['owner', 'writer', 'coordinator'] as const),
  ],
  ['SELECT 1 FROM metrics', 'owner', 'reader'],
  ['SELECT 1 FROM errors', 'owner', 'reader'],
  ['SELECT 1 FROM latest', 'owner', 'coordinator', 'reader'],
  ['SELECT 1 FROM leases', 'owner', 'coordinator', 'reader'],
  [`INSERT INTO leases (location, part) VALUES ('a', 'b') ON CONFLICT DO NOTHING`, 'owner', 'coordinator'],
  [`UPDATE leases SET holder = 'a' WHERE part = 'b' AND location = 'a'`, 'owner', 'coordinator'],
  ['DELETE FROM leases', 'owner'],
  ['SELECT 1 FROM hourly', 'owner', 'reader'],
  ['SELECT 1 FROM daily', 'owner', 'reader'],
  ['DELETE FROM metrics', 'owner'],
  ['UPDATE metrics SET class = class', 'owner'],
  ['SELECT * FROM tidemark_health()', 'owner', 'writer', 'coordinator', 'reader'],
  ['SELECT tidemark_maintain()', 'owner', 'writer', 'coordinator'],
  [`SELECT tidemark_step('sweep', 'metrics', '2000-01-01Z')`, 'owner'],
  [`SELECT * FROM tidemark_plan(now(), 1, 1, 1)`, 'owner'],
  [`SELECT tidemark_drop_partition('metrics', '2000-01-01')`, 'owner'],
  [`SELECT tidemark_roll_hour('2000-01-01Z')`, 'owner'],
  ['DROP TABLE metrics', 'owner'],
];

describe('roles', () => {
  it('may what they need, and nothing else', async () => {
    const { as } = await checksDatabase();
    for (const role of ['writer', 'coordinator', 'reader', 'owner'] as const) {
      const connection = await as(role);
      for (const [sql, ...roles] of MAY)
        expect(await codeOf(connection.query(sql)), `${role}: ${sql}`).toBe(
          roles.includes(role) ? 'ok' : '42501',
        );
    }
  });

  it('PG-06: a writer stores with ON CONFLICT DO NOTHING, and may neither name a key nor read back', async () => {
    const { as } = await checksDatabase();
    const writer = await as('writer');
    const [text, values] = checksAt([['2031-01-01T00:00:00Z', 'a']]);
    expect((await writer.query(text, values)).count).toBe(1);
    expect((await writer.query(text, values)).count).toBe(0);
    const target = text.replace('ON CONFLICT', 'ON CONFLICT (target, location, scheduled_at)');
    expect(await codeOf(writer.query(target, values))).toBe('42501');
    expect(await codeOf(writer.query(`${text} RETURNING name`, values))).toBe('42501');
  });
});

describe('the schema', () => {
  it('PG-03: has keys that hold the column of the partitions, so none is doubled in any of them', async () => {
    const { sql } = await checksDatabase();
    const keys = await sql(
      `SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS key FROM pg_constraint
       WHERE contype = 'p' AND conrelid IN ('metrics'::regclass, 'errors'::regclass) ORDER BY 1`,
    );
    const key = 'PRIMARY KEY (target, location, scheduled_at)';
    expect(keys).toEqual([
      { name: 'errors', key },
      { name: 'metrics', key },
    ]);
  });

  it('PG-25: takes a URL of 9,600 bytes as a key, and any name', async () => {
    const { as, sql } = await checksDatabase();
    // No compression makes this short.
    const random = Array.from({ length: 9600 }, (_, i) => ((i * 7919 + i * i * 31) % 36).toString(36)).join(
      '',
    );
    const names = [`https://example.com/${random}`, '\\x00', 'back\\slash', 'ünï', '\\', "it's", ''];
    const writer = await as('writer');
    const rows = names.map((name) => ['2031-01-01T00:00:00Z', name] as const);
    expect((await writer.query(...checksAt(rows))).count).toBe(names.length);
    expect((await writer.query(...checksAt(rows))).count).toBe(0);
    expect(
      await sql('SELECT count(DISTINCT target)::int AS n FROM metrics WHERE target = tidemark_target(name)'),
    ).toEqual([{ n: names.length }]);
  });

  it('PG-15: refuses a time that is none, by a constraint with a name: such a row is poison, and no partition is missing', async () => {
    const { as } = await checksDatabase();
    const writer = await as('writer');
    for (const at of ['infinity', '-infinity'])
      await expect(writer.query(...checksAt([[at, 'a']]))).rejects.toMatchObject({
        code: '23514',
        constraint: 'metrics_scheduled_at_finite',
      });
  });

  it('is applied again without changing anything, and not over a later one', async () => {
    const { server, database } = await postgresDatabase();
    const all = (): Promise<readonly Record<string, unknown>[]> =>
      server.sql(
        `SELECT c.relname, c.relkind, pg_get_userbyid(c.relowner) AS owner, c.relacl::text, c.oid::int
         FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind <> 'v' ORDER BY 1`,
        database,
      );
    await server.sql(await createDb(), database);
    const before = await all();
    expect(new Set(before.map(({ owner }) => owner))).toEqual(new Set(['tidemark_owner']));
    await server.sql(await createDb(), database);
    expect(await all()).toEqual(before);
    await server.sql('UPDATE tidemark_schema SET version = 2', database);
    await expect(server.sql(await createDb(), database)).rejects.toThrow('version 2 of the schema');
  });

  it('goes where the search_path leads, and works from there whatever the search_path is', async () => {
    const { server, database } = await postgresDatabase();
    await server.sql('CREATE SCHEMA monitor', database);
    await server.sql(`SET search_path = monitor; ${await createDb()}`, database);
    const [text] = checksAt([]);
    await server.sql(
      text
        .replace('INTO metrics', 'INTO monitor.metrics')
        .replace(/SELECT \* .*\)/s, `VALUES ('2031-01-01 10:00Z', 'a', 'a', 7, 'ok')`),
      database,
    );
    await server.sql(
      `SELECT monitor.tidemark_step(step, relation, start) FROM monitor.tidemark_plan('2031-01-02T00:00Z', 1, NULL, NULL)`,
      database,
    );
    expect(await server.sql('SELECT p95, name FROM monitor.daily', database)).toEqual([
      { p95: 7, name: 'a' },
    ]);
  });

  it('belongs to its own role where whoever runs it may give that to themselves: who creates a role may', async () => {
    const { server, database } = await postgresDatabase();
    const name = `${database}_maker`;
    await checksDatabase();
    await server.sql(`CREATE ROLE ${name} LOGIN; ALTER DATABASE ${database} OWNER TO ${name};
      GRANT tidemark_owner TO ${name} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    await server.sql(`SET SESSION AUTHORIZATION ${name}; ${await createDb()}`, database);
    await server.sql(`SET SESSION AUTHORIZATION ${name}; ${await createDb()}`, database);
    expect(
      await server.sql(
        `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'public'`,
        database,
      ),
    ).toEqual([{ owner: 'tidemark_owner' }]);
  });

  it('belongs to whoever runs it where they may make no roles, as at many a host', async () => {
    const { server, database } = await postgresDatabase();
    await server.sql(
      `CREATE ROLE ${database}_plain LOGIN; ALTER DATABASE ${database} OWNER TO ${database}_plain`,
    );
    await server.sql(`SET SESSION AUTHORIZATION ${database}_plain; ${await createDb()}`, database);
    const owners = await server.sql(
      `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'public'`,
      database,
    );
    expect(owners).toEqual([{ owner: `${database}_plain` }]);
  });
});

describe('latest', () => {
  it('is the newest check of each target and place, whatever comes late', async () => {
    const { as } = await checksDatabase();
    const writer = await as('writer');
    await writer.query(
      ...checksAt([
        ['2031-01-01T00:01:00Z', 'a', 1, 'ok'],
        ['2031-01-01T00:02:00Z', 'a', 2, 'dns'],
        ['2031-01-01T00:00:00Z', 'b', 3, 'ok'],
      ]),
    );
    await writer.query(
      `INSERT INTO metrics (scheduled_at, name, url, class, location) VALUES ('2031-01-01 00:03Z', 'a', 'a', 'ok', 'oslo')`,
    );
    await writer.query(...checksAt([['2031-01-01T00:01:30Z', 'a', 4, 'tls']]));
    const { rows } = await (await as('coordinator')).query(
      `SELECT name, location, class, to_char(scheduled_at AT TIME ZONE 'UTC', 'HH24:MI') AS at FROM latest ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { name: 'a', location: 'default', class: 'dns', at: '00:02' },
      { name: 'a', location: 'oslo', class: 'ok', at: '00:03' },
      { name: 'b', location: 'default', class: 'ok', at: '00:00' },
    ]);
  });

  it('reads no checks, however many there are', async () => {
    const { as } = await checksDatabase();
    const { rows } = await (await as('owner')).query<{ 'QUERY PLAN': string }>(
      'EXPLAIN SELECT * FROM latest',
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/metrics/);
  });

  it('lets two writers store checks of the same targets in any order', async () => {
    const { as, sql } = await checksDatabase();
    const writers = await Promise.all([as('writer'), as('writer')]);
    const names = Array.from({ length: 50 }, (_, i) => `target ${i}`);
    const batch = (second: number, isBackwards: boolean): ReturnType<typeof checksAt> => {
      const rows = names.map(
        (name) => [`2031-01-01T00:00:${String(second).padStart(2, '0')}Z`, name] as const,
      );
      return checksAt(isBackwards ? rows.toReversed() : rows);
    };
    await Promise.all(
      writers.map(async (writer, i) => {
        for (let n = 0; n < 20; n++) await writer.query(...batch(2 * n + i, i === 1));
      }),
    );
    expect(await sql('SELECT count(*)::int AS n FROM metrics')).toEqual([{ n: 2000 }]);
    expect(
      await sql(`SELECT count(*)::int AS n, min(scheduled_at) = max(scheduled_at) AS same FROM newest`),
    ).toEqual([{ n: 50, same: true }]);
  });
});
