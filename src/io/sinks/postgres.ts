import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { postgresTarget } from '../postgres/postgres-target.js';
import { wholeBody } from './postgres/held-rows.js';
import { canJoin, joinDeliveries } from './postgres/join-deliveries.js';
import { batchForTables } from './postgres/postgres-batcher.js';
import type { PostgresTable } from './postgres/postgres-table.js';
import type { PostgresWriter } from './postgres/postgres-writer.js';
import type { Sink, Written } from './sink.js';

export interface PostgresSinkOptions {
  /** As libpq reads it, several hosts included; see `docs/postgres.md`. */
  readonly url: string;
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** One or more; a row is in all that take it, or in none. */
  readonly tables: readonly PostgresTable[];
  /** Rows stored at once, at most; 5,000 by default. */
  readonly batch?: number;
  /** Rows that come within this much event time are stored together. Default: the rows of one commit. */
  readonly every?: Duration;
  /** Batches that are stored at once, each on a connection of its own; then in no order. 1 by default. */
  readonly writers?: number;
  /** For one statement. 30s by default. */
  readonly timeout?: Duration;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Stores rows in tables of a PostgreSQL database: exactly once where every table has a `key`, else at least once.
 *
 * A batch is one INSERT … SELECT FROM unnest(…) ON CONFLICT DO NOTHING in a transaction of its own, for which the right to
 * INSERT suffices. With a key the table must have a unique constraint of just its columns, and until it has, nothing is
 * written: so a batch that is sent again changes nothing. What a column cannot hold (NaN, infinity, too large a number, NULL in
 * a key) is refused row by row, and what the server will never take as well. NUL and lone surrogates in texts become U+FFFD,
 * which is counted and said.
 *
 * Any other failure rejects with a retryable 'undeliverable': a server that is down, starting, full, read-only or has no
 * connection left, a partition, a table, a column or a right that is missing. Throws TidemarkError 'bad-options' for options
 * that make no sense.
 *
 * @example
 * ```ts
 * import { type Emitted, postgresSink } from 'tidemark';
 *
 * const sink = postgresSink({
 *   url: 'postgresql://monitor@db.example.com/monitoring?sslmode=verify-full',
 *   tables: [
 *     {
 *       table: 'hits',
 *       columns: [
 *         { name: 'id', read: ({ id }) => id },
 *         { name: 'at', read: ({ row }: Emitted) => (row as { time: number }).time },
 *       ],
 *       key: ['id'],
 *     },
 *   ],
 * });
 * ```
 */
export const postgresSink = (options: PostgresSinkOptions): Sink => {
  const { tables, batch = 5000, writers = 1, onWarning: warn = () => undefined } = options;
  const target = postgresTarget(options.url);
  const every = toMilliseconds(options.every ?? 0);
  const timeout = toMilliseconds(options.timeout ?? '30s');
  checkOptions(tables, { batch, writers }, timeout);
  const destination = `${target.destination} ${tables.map(({ table }) => table).join('+')}`;
  const hasKeys = tables.every(({ key }) => key !== undefined);
  let writer: PostgresWriter | undefined;

  return {
    name: options.name ?? destination,
    destination,
    guarantee: hasKeys ? 'exactly once' : 'at least once',
    independent: true,
    inFlight: writers,
    // Without a key what takes too long cannot be stored in parts.
    ...(hasKeys && { joins: { rows: Math.min(batch, MOST_JOINED), fits: canJoin, join: joinDeliveries } }),
    compose: (rows, { saved }, watermark) => batchForTables(rows, saved, watermark, { tables, batch, every }),
    whole: wholeBody,
    async write(delivery, signal, piece): Promise<Written> {
      if (writer === undefined) {
        // Loaded with the first delivery: many configs are only looked at.
        const { postgresWriter } = await import('./postgres/postgres-writer.js');
        writer ??= postgresWriter({ target, tables, destination, writers, timeout, warn });
      }
      return writer.write(await wholeBody(delivery, piece), signal);
    },
    get warning() {
      return writer?.warning;
    },
    close: async () => writer?.close(),
  };
};

/** Rows of what waits that are stored at once: enough for a server, and little enough that nothing else waits while they are written down. */
const MOST_JOINED = 1000;

const checkOptions = (
  tables: readonly PostgresTable[],
  counts: Readonly<Record<string, number>>,
  timeout: number,
): void => {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw refused(`${name} is ${count}: pass a whole number, 1 or more.`);
  }
  if (!(timeout >= 1)) throw refused('timeout is 0, which nothing can meet. Write for example 30s.');
  if (tables.length === 0) throw refused('There is no table to write.');
  for (const { table, columns, key = ['-'] } of tables) {
    if (!/^[^.]+(\.[^.]+)?$/.test(table)) throw refused(`${JSON.stringify(table)} is no name of a table.`);
    if (columns.length === 0) throw refused(`No column of ${table} is written.`);
    if (key.length === 0) throw refused(`The key of ${table} has no columns. Leave it out, or name some.`);
    const names = columns.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw refused(`The column ${twice} of ${table} is written twice.`);
  }
};

const refused = (message: string): TidemarkError =>
  new TidemarkError('bad-options', `PostgreSQL sink: ${message}`);
