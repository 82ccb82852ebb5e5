import { type Ask, inTransactionAtOnce, type TransactionOptions } from '../../postgres/in-transaction.js';
import type { PostgresConnection } from '../../postgres/postgres-connection.js';
import { type PostgresFault, postgresFault } from '../../postgres/postgres-fault.js';
import { insertStatement } from './insert-statement.js';
import type { RowsToStore } from './rows-to-store.js';

/**
 * Stores the rows at some places in a transaction of their own. Resolves with how many were new, as the server counts: of those
 * sent again none is.
 */
export const storeRows = (
  connection: PostgresConnection,
  options: TransactionOptions,
  rows: RowsToStore,
  places: readonly number[],
): Promise<number> => {
  const { text, values } = insertStatement(rows.insertions(places));
  return inTransactionAtOnce(connection, options, text, values);
};

/**
 * The same where the server has blamed a row: the guilty are found by halves, each tried behind a savepoint, and all of the
 * rest is stored by the one transaction. Resolves with why each of them was refused; rejects with any fault that no row is to
 * blame for.
 */
export const storeButGuilty = async (
  ask: Ask,
  rows: RowsToStore,
): Promise<ReadonlyMap<number, PostgresFault>> => {
  const guilty = new Map<number, PostgresFault>();
  // A constraint that is looked at only in the end would blame nobody.
  await ask('SET CONSTRAINTS ALL IMMEDIATE');
  const attempt = async (places: readonly number[]): Promise<void> => {
    const { text, values } = insertStatement(rows.insertions(places));
    await ask('SAVEPOINT half');
    try {
      await ask(text, values);
      await ask('RELEASE SAVEPOINT half');
      return;
    } catch (error) {
      const fault = postgresFault(error);
      if (fault.kind !== 'row') throw error;
      await ask('ROLLBACK TO SAVEPOINT half; RELEASE SAVEPOINT half');
      const [only, another] = places;
      if (only === undefined) return;
      if (another === undefined) {
        guilty.set(only, fault);
        return;
      }
    }
    const middle = places.length >> 1;
    await attempt(places.slice(0, middle));
    await attempt(places.slice(middle));
  };
  await attempt(rows.places);
  return guilty;
};
