import { onTestFinished } from 'vitest';
import { createDb } from '../../src/io/checks-database/create-db.js';
import { type Migrated, type MigrateOptions, migrate } from '../../src/io/checks-database/migrate.js';
import { systemClock } from '../../src/io/clock.js';
import { connectTo, type PostgresConnection } from '../../src/io/postgres/postgres-connection.js';
import { postgresTarget } from '../../src/io/postgres/postgres-target.js';
import { type PostgresServer, postgresDatabase } from '../servers/postgres.js';

export type ChecksRole = 'owner' | 'writer' | 'coordinator' | 'reader';

/** A database with the schema of the web monitor, and users who may no more than their role says. */
export interface ChecksDatabase {
  readonly server: PostgresServer;
  readonly database: string;
  url(role: ChecksRole, parameters?: Readonly<Record<string, string>>): string;
  /** A session up to the end of the test. */
  as(role: ChecksRole, parameters?: Readonly<Record<string, string>>): Promise<PostgresConnection>;
  /** Runs SQL as the superuser; answers with the rows of the last statement. */
  sql<R = Record<string, unknown>>(text: string): Promise<readonly R[]>;
  /** What `tidemark migrate` does at a moment, by the owner, a day ahead unless told otherwise; with the lines that it says. */
  migrate(
    at: string,
    options?: Partial<MigrateOptions>,
  ): Promise<Migrated & { readonly lines: readonly string[] }>;
}

let template: Promise<string> | undefined;

/** The same server for all tests of a process, and a copy of a database that was made once. */
export const checksDatabase = async (): Promise<ChecksDatabase> => {
  // Before the template: nobody may be connected to that.
  const { server, database } = await postgresDatabase();
  template ??= (async () => {
    const made = await server.database();
    await server.sql(await createDb(), made);
    for (const role of ['owner', 'writer', 'coordinator', 'reader'])
      await server.sql(`CREATE ROLE checks_${role} LOGIN IN ROLE tidemark_${role}`);
    return made;
  })();
  const name = `${database}_checks`;
  await server.sql(`CREATE DATABASE ${name} TEMPLATE ${await template} STRATEGY wal_log`);
  const as: ChecksDatabase['as'] = async (role, parameters) => {
    const target = postgresTarget(server.url(name, `checks_${role}`, parameters));
    const [host] = target.hosts;
    if (host === undefined) throw new Error('There is no host.');
    const connection = await connectTo(target, host, new AbortController().signal);
    onTestFinished(() => connection.end());
    return connection;
  };
  return {
    server,
    database: name,
    url: (role, parameters) => server.url(name, `checks_${role}`, parameters),
    as,
    sql: (text) => server.sql(text, name),
    async migrate(at, options = {}) {
      const lines: string[] = [];
      const say = (line: string): void => void lines.push(line);
      const connection = await as('owner');
      const migrated = await migrate(connection, { at, clock: systemClock(), say, ahead: 1, ...options });
      await connection.end();
      return { ...migrated, lines };
    },
  };
};

/** An INSERT of checks as a sink makes it: a time, a name and more for each. */
export const checksAt = (
  rows: readonly (readonly [at: string, name: string, time?: number | null, klass?: string])[],
): readonly [text: string, values: readonly unknown[]] => [
  `INSERT INTO metrics (scheduled_at, name, url, response_time, class)
   SELECT * FROM unnest($1::timestamptz[], $2::text[], $2::text[], $3::float8[], $4::text[]) ON CONFLICT DO NOTHING`,
  [
    rows.map(([at]) => at),
    rows.map(([, name]) => name),
    rows.map(([, , time = 100]) => time),
    rows.map(([, , , klass = 'ok']) => klass),
  ],
];
