import { readFile } from 'node:fs/promises';
import { type PostgresServer, postgresDatabase } from '../servers/postgres.js';

export interface MonitorDatabase {
  readonly server: PostgresServer;
  readonly database: string;
  /** Addresses of users that may do what the role may and nothing else. */
  url(role: 'writer' | 'coordinator' | 'reader'): string;
  sql<R = Record<string, unknown>>(text: string): Promise<readonly R[]>;
}

/** A database with the schema of the web monitor, on the given server or on the shared one. */
export const monitorDatabase = async (own?: PostgresServer): Promise<MonitorDatabase> => {
  const { server, database } =
    own === undefined ? await postgresDatabase() : { server: own, database: await own.database() };
  const schema = new URL('../../db/create_db.sql', import.meta.url);
  await server.sql(await readFile(schema, 'utf8'), database);
  for (const role of ['writer', 'coordinator', 'reader'])
    await server.sql(`CREATE ROLE ${database}_${role} LOGIN IN ROLE tidemark_${role}`);
  return {
    server,
    database,
    url: (role) => server.url(database, `${database}_${role}`),
    sql: (text) => server.sql(text, database),
  };
};
