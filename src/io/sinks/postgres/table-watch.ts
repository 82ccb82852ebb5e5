import { inTransaction } from '../../postgres/in-transaction.js';
import type { PostgresConnection } from '../../postgres/postgres-connection.js';
import type { PostgresTable } from './postgres-table.js';

const HOUR = 3_600_000;
/** Whoever stores waits for it. */
const STATEMENT_TIMEOUT = 5000;

/** Asks tables that know what may become of them, after the first batch and then once an hour, and passes on what they say. */
export class TableWatch {
  #next = -Infinity;

  constructor(
    private readonly tables: readonly PostgresTable[],
    private readonly destination: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** Never rejects: what is stored is stored, whatever is said of its table. */
  async look(connection: PostgresConnection): Promise<void> {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + HOUR;
    for (const { lookAfter } of this.tables) {
      if (lookAfter === undefined || !connection.isOpen) continue;
      const look = inTransaction(connection, { statementTimeout: STATEMENT_TIMEOUT }, lookAfter);
      for (const one of await look.catch(() => [])) this.warn(`${this.destination}: ${one}`);
    }
  }
}
