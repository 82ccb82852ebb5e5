import { inTransaction } from '../../postgres/in-transaction.js';
import type { PostgresConnection } from '../../postgres/postgres-connection.js';
import type { PostgresTable } from './postgres-table.js';

const HOUR = 3_600_000;
/** While there is something to say: whoever has mended it need not wait for long until it is said no more. */
const SOON = 300_000;
/** Whoever stores waits for it. */
const STATEMENT_TIMEOUT = 5000;

/**
 * Asks tables that know what may become of them: after the first batch and then once an hour, or every five minutes while there is
 * something to say, which is passed on when it is new, and once an hour.
 */
export class TableWatch {
  #next = -Infinity;
  /** By place among the tables. */
  readonly #said = new Map<number, readonly string[]>();
  #sentences = 0;
  #toldAt = -Infinity;

  constructor(
    private readonly tables: readonly PostgresTable[],
    private readonly destination: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** What was said last, by all of them; undefined: nothing. */
  get warning(): string | undefined {
    const all = this.#all;
    return all.length === 0 ? undefined : all.join(' ');
  }

  /** Never rejects: what is stored is stored, whatever is said of its table. */
  async look(connection: PostgresConnection): Promise<void> {
    const now = performance.now();
    if (now < this.#next) return;
    // Another session may come by meanwhile.
    this.#next = now + SOON;
    for (const [place, { lookAfter }] of this.tables.entries()) {
      if (lookAfter === undefined || !connection.isOpen) continue;
      const look = inTransaction(connection, { statementTimeout: STATEMENT_TIMEOUT }, lookAfter);
      // Where no answer comes, what was said before still holds.
      const said = await look.catch(() => undefined);
      if (said !== undefined) this.#said.set(place, said);
    }
    const all = this.#all;
    if (all.length === 0) this.#next = now + HOUR;
    const isNew = all.length > this.#sentences;
    this.#sentences = all.length;
    if (!isNew && now - this.#toldAt < HOUR) return;
    this.#toldAt = now;
    for (const one of all) this.warn(`${this.destination}: ${one}`);
  }

  get #all(): readonly string[] {
    return [...this.#said.values()].flat();
  }
}
