import type { Ask } from '../../postgres/in-transaction.js';
import type { Emitted } from '../sink.js';

/** A column that a sink fills. What it is converted to is the column's own type in the database. */
export interface PostgresColumn {
  readonly name: string;
  /**
   * What of a row goes into it. Numbers in columns of times are epoch milliseconds, in columns of intervals milliseconds;
   * anything but a text, a number, a boolean, null and undefined (both NULL) is stored as JSON, but for arrays in columns of
   * arrays. No side effects.
   */
  readonly read: (row: Emitted) => unknown;
  /** The type to make it with, where it is missing. */
  readonly type?: string;
}

/**
 * A table that a sink writes; several of one sink are written in one statement, so that a row is in all of its tables or in
 * none.
 */
export interface PostgresTable {
  /**
   * With its schema where the search_path does not lead to it: `monitor.metrics`. Upper and lower case as they are in the
   * database.
   */
  readonly table: string;
  readonly columns: readonly PostgresColumn[];
  /** Columns, written or generated, that together name a row: the table has a unique constraint of just these. */
  readonly key?: readonly string[];
  /** Which rows it takes; all by default. */
  readonly when?: (row: Emitted) => boolean;
  /** The command that makes it, where there is one; else SQL is made up of names and types. */
  readonly madeBy?: string;
  /**
   * Asked now and then by whoever writes it, in a transaction of its own: what somebody should do about the table, in
   * sentences.
   */
  readonly lookAfter?: (ask: Ask) => Promise<readonly string[]>;
}
