import type { PostgresConnection } from './postgres-connection.js';

export interface TransactionOptions {
  /** Milliseconds after which the server itself gives up a statement (57014). */
  readonly statementTimeout: number;
  /** Milliseconds that a statement waits for a lock at most (55P03). Default: as long as for all of it. */
  readonly lockTimeout?: number;
  /**
   * Whether a commit waits for the disk also where `synchronous_commit` is off: what is said to be stored is then stored.
   * Default: false.
   */
  readonly isDurable?: boolean;
}

/** Leaves alone whatever else it may be: with standbys there is more to choose. */
const DURABLE = `SELECT pg_catalog.set_config('synchronous_commit', 'on', true) WHERE pg_catalog.current_setting('synchronous_commit') = 'off'`;

/** The server has the word first: only where it says nothing either is the connection destroyed. */
const GRACE = 5000;

/** A transaction, as its work sees it. */
export type Ask = <R = Readonly<Record<string, unknown>>>(
  text: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: readonly R[]; readonly count: number }>;

/**
 * Runs work in one transaction, in UTC and with limits that end with it. Commits when the work resolves; otherwise rolls
 * back and passes on what it rejected with. Whether a commit that rejects has happened nobody knows.
 */
export const inTransaction = async <T>(
  connection: PostgresConnection,
  { statementTimeout, lockTimeout = 0, isDurable = false }: TransactionOptions,
  work: (ask: Ask) => Promise<T>,
): Promise<T> => {
  const limit = statementTimeout + Math.min(statementTimeout, GRACE);
  const ask: Ask = (text, values) => connection.query(text, values, limit);
  const statements = [
    'BEGIN',
    `SET LOCAL statement_timeout = ${Math.trunc(statementTimeout)}`,
    ...(lockTimeout > 0 ? [`SET LOCAL lock_timeout = ${Math.trunc(lockTimeout)}`] : []),
    `SET LOCAL timezone = 'UTC'`,
    ...(isDurable ? [DURABLE] : []),
  ];
  await ask(statements.join('; '));
  let result: T;
  try {
    result = await work(ask);
  } catch (error) {
    if (connection.isOpen) await ask('ROLLBACK').catch(() => connection.destroy());
    throw error;
  }
  // One that the server refuses has ended the transaction; after any other failure the session is gone.
  await ask('COMMIT');
  return result;
};
