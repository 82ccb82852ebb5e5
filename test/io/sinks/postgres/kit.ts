import { onTestFinished } from 'vitest';
import type { PostgresColumn, PostgresTable } from '../../../../src/io/sinks/postgres/postgres-table.js';
import { type PostgresSinkOptions, postgresSink } from '../../../../src/io/sinks/postgres.js';
import type { Delivery, Emitted, Refused, Sink } from '../../../../src/io/sinks/sink.js';
import { type PostgresServer, postgresDatabase } from '../../../servers/postgres.js';

export const never = new AbortController().signal;
export const noPiece = (): Promise<Uint8Array> => Promise.reject(new Error('It has no pieces.'));

/** A column that has a field of the row by its name. */
export const field = (name: string): PostgresColumn => ({
  name,
  read: ({ row }: Emitted) => (row as Record<string, unknown>)[name],
});

export const emitted = (rows: readonly object[]): Emitted[] =>
  rows.map((row, i) => ({ pipeline: 'p', stream: 's', id: `p/s/${i}`, row }));

/** The deliveries that a sink makes of these rows, all of them at once. */
export const deliveriesOf = (sink: Sink, rows: readonly object[]): readonly Delivery[] =>
  sink.compose(emitted(rows), { saved: undefined, kept: new Map() }, Number.POSITIVE_INFINITY).deliveries;

/** Writes rows; answers with what was refused. */
export const write = async (
  sink: Sink,
  rows: readonly object[],
  signal = never,
): Promise<readonly Refused[]> => {
  const refused: Refused[] = [];
  for (const delivery of deliveriesOf(sink, rows)) {
    const written = await sink.write(delivery, signal, noPiece);
    if (written) refused.push(...written.refused);
  }
  return refused;
};

export interface Place {
  readonly server: PostgresServer;
  readonly database: string;
  /** Runs SQL as the superuser in the database. */
  sql<R = Record<string, unknown>>(text: string): Promise<readonly R[]>;
  /** A sink for the database, closed with the test. */
  sink(tables: PostgresTable | readonly PostgresTable[], options?: Partial<PostgresSinkOptions>): Sink;
}

export const placeOn = (server: PostgresServer, database: string): Place => ({
  server,
  database,
  sql: (text) => server.sql(text, database),
  sink: (tables, options = {}) => {
    const sink = postgresSink({
      url: server.url(database),
      tables: Array.isArray(tables) ? tables : [tables as PostgresTable],
      ...options,
    });
    onTestFinished(() => sink.close());
    return sink;
  },
});

/** A database of its own, made with some SQL. */
export const place = async (schema = ''): Promise<Place> => {
  const { server, database } = await postgresDatabase();
  const made = placeOn(server, database);
  if (schema !== '') await made.sql(schema);
  return made;
};

/** A table with these columns, of the fields that are called so. */
export const tableOf = (
  table: string,
  names: readonly string[],
  more: Partial<PostgresTable> = {},
): PostgresTable => ({
  table,
  columns: names.map(field),
  ...more,
});
