import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { type Ask, inTransaction } from '../postgres/in-transaction.js';
import { postgresFault } from '../postgres/postgres-fault.js';
import { postgresPool } from '../postgres/postgres-pool.js';
import { postgresTarget } from '../postgres/postgres-target.js';
import { countOf } from '../text/count-of.js';
import { batchForTables } from './postgres/postgres-batcher.js';
import { postgresFailure, refusalOf, setupFailure } from './postgres/postgres-failure.js';
import type { PostgresTable } from './postgres/postgres-table.js';
import { type PostgresBody, rowAt, rowsToStore } from './postgres/rows-to-store.js';
import { storeButGuilty, storeRows } from './postgres/store-rows.js';
import { schemasWith, type TableFacts, tableFacts } from './postgres/table-facts.js';
import { tableFaults } from './postgres/table-faults.js';
import type { Refused, Sink, Written } from './sink.js';
import { stoppedWriting } from './stopped-writing.js';

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
 * A batch is one INSERT … SELECT FROM unnest(…) ON CONFLICT DO NOTHING in a transaction of its own, for which the right to INSERT
 * suffices. With a key the table must have a unique constraint of just its columns, and until it has, nothing is written: so a
 * batch that is sent again changes nothing. What a column cannot hold (NaN, infinity, too large a number, NULL in a key) is refused
 * row by row, and what the server will never take as well. NUL and lone surrogates in texts become U+FFFD, which is counted and said.
 *
 * Any other failure rejects with a retryable 'undeliverable': a server that is down, starting, full, read-only or has no connection left,
 * a partition, a table, a column or a right that is missing. Throws TidemarkError 'bad-options' for options that make no sense.
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
  const pool = postgresPool(target, writers);
  const told = new Told(warn);
  let known: { readonly generation: number; readonly facts: readonly TableFacts[] } | undefined;

  /** Read once, and again after connections were dropped or the tables were found to be other than that. */
  const factsOf = async (ask: Ask): Promise<readonly TableFacts[]> => {
    const { generation } = pool;
    if (known?.generation === generation) return known.facts;
    const facts: TableFacts[] = [];
    for (const table of tables) {
      const found = await tableFacts(ask, table.table);
      const elsewhere = found === undefined ? await schemasWith(ask, table.table) : [];
      const faults = tableFaults(table, found, target.user, elsewhere);
      if (faults.length > 0 || found === undefined) throw setupFailure(destination, faults);
      facts.push(found);
    }
    known = { generation, facts };
    return facts;
  };

  const store = async (body: PostgresBody, signal: AbortSignal): Promise<readonly Refused[]> =>
    pool.use(signal, async (connection) => {
      const transaction = <T>(work: (ask: Ask) => Promise<T>): Promise<T> =>
        inTransaction(connection, { statementTimeout: timeout }, work);
      // What is known once is looked up in a transaction of its own, which the one that stores need not carry.
      const facts = known?.generation === pool.generation ? known.facts : await transaction(factsOf);
      const rows = rowsToStore(body, tables, facts);
      told.cleaned(destination, rows.cleaned);
      if (rows.places.length === 0) return rows.refused;
      try {
        const stored = await transaction((ask) => storeRows(ask, rows));
        if (hasKeys && stored < rows.places.length) told.sameKeys(destination, rows.sameKeys());
        return rows.refused;
      } catch (error) {
        if (postgresFault(error).kind !== 'row') throw error;
      }
      const guilty = await transaction((ask) => storeButGuilty(ask, rows));
      const found = [...guilty].map(([row, fault]) => ({
        row,
        why: refusalOf(fault),
        body: rowAt(body, tables, row),
      }));
      return [...rows.refused, ...found];
    });

  return {
    name: options.name ?? destination,
    destination,
    guarantee: hasKeys ? 'exactly once' : 'at least once',
    independent: true,
    inFlight: writers,
    compose: (rows, { saved }, watermark) => batchForTables(rows, saved, watermark, { tables, batch, every }),
    async write({ body }, signal): Promise<Written> {
      try {
        // Only what was composed here is handed over.
        const refused = await store(body as PostgresBody, signal);
        return refused.length === 0 ? undefined : { refused };
      } catch (error) {
        if (signal.aborted) throw stoppedWriting(destination);
        if (error instanceof TidemarkError) throw error;
        const fault = postgresFault(error);
        if (fault.kind === 'setup') known = undefined;
        throw postgresFailure(destination, fault, error);
      }
    },
    close: () => pool.close(),
  };
};

/** What is said once, and again when it has become ten times as much. */
class Told {
  #cleaned = 0;
  #same = 0;

  constructor(private readonly warn: (message: string) => void) {}

  cleaned(destination: string, more: number): void {
    if (more === 0) return;
    const before = this.#cleaned;
    this.#cleaned += more;
    if (!isTenfold(before, this.#cleaned)) return;
    this.warn(
      `${destination}: ${countOf(this.#cleaned, 'text')} had NUL or half a surrogate pair in ${this.#cleaned === 1 ? 'it' : 'them'}, which PostgreSQL cannot hold: U+FFFD is stored in its place.`,
    );
  }

  sameKeys(destination: string, more: number): void {
    if (more === 0) return;
    const before = this.#same;
    this.#same += more;
    if (!isTenfold(before, this.#same)) return;
    this.warn(
      `${destination}: ${countOf(this.#same, 'row')} had the key of another row of the same batch: the first of them is stored. A key must name one row.`,
    );
  }
}

const isTenfold = (before: number, now: number): boolean =>
  before === 0 || Math.floor(Math.log10(now)) > Math.floor(Math.log10(before));

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
