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

/** What begins a transaction, in UTC and with limits that end with it. */
const beginning = ({ statementTimeout, lockTimeout = 0, isDurable = false }: TransactionOptions): string =>
  [
    'BEGIN',
    `SET LOCAL statement_timeout = ${Math.trunc(statementTimeout)}`,
    ...(lockTimeout > 0 ? [`SET LOCAL lock_timeout = ${Math.trunc(lockTimeout)}`] : []),
    `SET LOCAL timezone = 'UTC'`,
    ...(isDurable ? [DURABLE] : []),
  ].join('; ');

/** How long a client waits for an answer. */
const limitOf = ({ statementTimeout }: TransactionOptions): number =>
  statementTimeout + Math.min(statementTimeout, GRACE);

/**
 * Runs work in one transaction, in UTC and with limits that end with it. Commits when the work resolves; otherwise rolls
 * back and passes on what it rejected with. Whether a commit that rejects has happened nobody knows.
 */
export const inTransaction = async <T>(
  connection: PostgresConnection,
  options: TransactionOptions,
  work: (ask: Ask) => Promise<T>,
): Promise<T> => {
  const limit = limitOf(options);
  const ask: Ask = (text, values) => connection.query(text, values, limit);
  await ask(beginning(options));
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

/**
 * Runs one statement in such a transaction, without waiting in between: the whole of it is one way to the server and back. A
 * commit after a failure is a rollback there. Resolves with the rows that it changed; rejects with the first failure.
 */
export const inTransactionAtOnce = async (
  connection: PostgresConnection,
  options: TransactionOptions,
  text: string,
  values: readonly unknown[],
): Promise<number> => {
  const limit = limitOf(options);
  const begun = connection.query(beginning(options), undefined, limit);
  const changed = connection.query(text, values, limit);
  const committed = connection.query('COMMIT', undefined, 2 * limit);
  const answers = await Promise.allSettled([begun, changed, committed]);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return (await changed).count;
};
