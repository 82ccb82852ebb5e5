import type { Ask } from '../../postgres/in-transaction.js';
import { inTransaction } from '../../postgres/in-transaction.js';
import { type PostgresFault, postgresFault } from '../../postgres/postgres-fault.js';
import { postgresPool } from '../../postgres/postgres-pool.js';
import { type PostgresTarget, postgresTarget } from '../../postgres/postgres-target.js';
import { quotedName } from '../../postgres/quoted.js';
import { partitionFault } from './partition-fault.js';
import type { PostgresTable } from './postgres-table.js';
import { schemasWith, tableFacts } from './table-facts.js';
import { type TableFault, tableFaults } from './table-faults.js';
import { typeFault } from './type-fault.js';

const LIMIT = 10_000;

/**
 * Looks at a database as one that would write these tables does, and writes nothing. Answers with all that stands in the way
 * and the SQL that mends it, a line each; undefined where nothing does.
 */
export const databaseFaults = async (
  url: string,
  tables: readonly PostgresTable[],
): Promise<string | undefined> => {
  const target = postgresTarget(url);
  const pool = postgresPool(target, 1);
  try {
    const faults = await pool.use(AbortSignal.timeout(LIMIT * target.hosts.length), (connection) =>
      inTransaction(connection, { statementTimeout: LIMIT }, (ask) => look(ask, target, tables)),
    );
    return faults.length === 0
      ? undefined
      : faults
          .map(({ message, mend }) => (mend === undefined ? message : `${message} To mend it: ${mend}`))
          .join('\n');
  } catch (error) {
    return unreached(target, postgresFault(error));
  } finally {
    await pool.close();
  }
};

const look = async (
  ask: Ask,
  target: PostgresTarget,
  tables: readonly PostgresTable[],
): Promise<readonly TableFault[]> => {
  const faults: TableFault[] = [];
  const { rows } = await ask<{ is_read_only: boolean }>(
    `SELECT pg_catalog.current_setting('transaction_read_only') = 'on' AS is_read_only`,
  );
  if (rows[0]?.is_read_only === true)
    faults.push({ message: 'The server does not write: it is a standby, or was made read-only.' });
  for (const table of tables) {
    const facts = await tableFacts(ask, table.table);
    const elsewhere = facts === undefined ? await schemasWith(ask, table.table) : [];
    const found = tableFaults(table, facts, target.user, elsewhere);
    faults.push(...found);
    for (const column of table.columns) {
      const there = facts?.columns.get(column.name);
      const fault = facts && there && typeFault(facts, column, there);
      if (fault !== undefined) faults.push(fault);
    }
    if (facts?.isPartitioned === true) {
      const fault = await partitionFault(ask, facts, table.madeBy);
      if (fault !== undefined) faults.push(fault);
    }
  }
  return faults;
};

/** What keeps a session from being opened. */
const unreached = (
  { destination, user, database }: PostgresTarget,
  { code, message }: PostgresFault,
): string => {
  const said = `${destination}: ${message}${/^[0-9A-Z]{5}$/.test(code) && !message.includes(code) ? ` (${code})` : ''}.`;
  switch (code) {
    case '3D000':
      return `${said} To mend it: CREATE DATABASE ${quotedName(database)};`;
    case '28000':
    case '28P01':
      return `${said} To mend it: CREATE ROLE ${quotedName(user)} LOGIN PASSWORD '…';`;
    case '42501':
      return `${said} To mend it: GRANT CONNECT ON DATABASE ${quotedName(database)} TO ${quotedName(user)}; GRANT USAGE ON SCHEMA … TO ${quotedName(user)};`;
    default:
      return said;
  }
};
