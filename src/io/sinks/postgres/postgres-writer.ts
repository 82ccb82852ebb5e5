import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Ask, inTransaction } from '../../postgres/in-transaction.js';
import { postgresFault } from '../../postgres/postgres-fault.js';
import { postgresPool } from '../../postgres/postgres-pool.js';
import type { PostgresTarget } from '../../postgres/postgres-target.js';
import type { Refused, Written } from '../sink.js';
import { stoppedWriting } from '../stopped-writing.js';
import { Pace } from './pace.js';
import { postgresFailure, refusalOf, setupFailure } from './postgres-failure.js';
import type { PostgresTable } from './postgres-table.js';
import { type PostgresBody, type RowsToStore, rowAt, rowsToStore } from './rows-to-store.js';
import { storeButGuilty, storeRows } from './store-rows.js';
import { schemasWith, type TableFacts, tableFacts } from './table-facts.js';
import { goneColumns, tableFaults } from './table-faults.js';
import { TableWatch } from './table-watch.js';
import { Told } from './told.js';

export interface PostgresWriterOptions {
  readonly target: PostgresTarget;
  readonly tables: readonly PostgresTable[];
  readonly destination: string;
  /** Sessions at once. */
  readonly writers: number;
  /** Milliseconds for one statement. */
  readonly timeout: number;
  readonly warn: (message: string) => void;
}

/** Stores deliveries, each in a transaction of its own. */
export interface PostgresWriter {
  /** As of a sink. */
  write(body: PostgresBody, signal: AbortSignal): Promise<Written>;
  /** As of a sink. */
  readonly warning: string | undefined;
  close(): Promise<void>;
}

type Transaction = <T>(work: (ask: Ask) => Promise<T>) => Promise<T>;

/** That a statement took too long, in the server's words and in ours. */
const TOO_SLOW: readonly string[] = ['57014', 'ETIMEDOUT'];

export const postgresWriter = (options: PostgresWriterOptions): PostgresWriter => {
  const { target, tables, destination, writers, timeout, warn } = options;
  const hasKeys = tables.every(({ key }) => key !== undefined);
  const pool = postgresPool(target, writers);
  const told = new Told(warn);
  // Without a key a batch must be stored as a whole: parts of it would be there twice when it comes again.
  const pace = new Pace(hasKeys);
  const watch = new TableWatch(tables, destination, warn);
  let known: { readonly generation: number; readonly facts: readonly TableFacts[] } | undefined;

  const look = async (ask: Ask): Promise<readonly TableFacts[]> => {
    const { generation } = pool;
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

  /** The facts are looked up once, and again after connections were dropped, and before a row is refused for what they say. */
  const encode = async (body: PostgresBody, transaction: Transaction): Promise<RowsToStore> => {
    const before = known?.generation === pool.generation ? known.facts : undefined;
    if (before !== undefined && goneColumns(body, before).length === 0) {
      const rows = rowsToStore(body, tables, before);
      if (rows.refused.length === 0) return rows;
    }
    // In a transaction of its own, which the one that stores need not carry.
    const facts = await transaction(look);
    const gone = goneColumns(body, facts);
    if (gone.length > 0) throw setupFailure(destination, gone);
    return rowsToStore(body, tables, facts);
  };

  const store = async (body: PostgresBody, signal: AbortSignal): Promise<readonly Refused[]> =>
    pool.use(signal, async (connection) => {
      const limits = { statementTimeout: timeout, isDurable: true };
      const transaction: Transaction = (work) => inTransaction(connection, limits, work);
      const rows = await encode(body, transaction);
      told.cleaned(destination, rows.cleaned);
      if (rows.places.length === 0) return rows.refused;
      try {
        let stored = 0;
        for (const places of pace.parts(rows.places))
          stored += await storeRows(connection, limits, rows, places);
        pace.went();
        if (hasKeys && stored < rows.places.length) told.sameKeys(destination, rows.sameKeys());
        await watch.look(connection);
        return rows.refused;
      } catch (error) {
        const { kind, code } = postgresFault(error);
        if (TOO_SLOW.includes(code)) pace.stalled(rows.places.length);
        if (kind !== 'row') throw error;
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
    async write(body, signal) {
      try {
        const refused = await store(body, signal);
        return refused.length === 0 ? undefined : { refused };
      } catch (error) {
        if (signal.aborted) throw stoppedWriting(destination);
        if (error instanceof TidemarkError) throw error;
        const fault = postgresFault(error);
        if (fault.kind === 'setup') known = undefined;
        throw postgresFailure(destination, fault, error);
      }
    },
    get warning() {
      return watch.warning;
    },
    close: () => pool.close(),
  };
};
