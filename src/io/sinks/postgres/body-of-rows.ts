import { createHash } from 'node:crypto';
import type { PostgresTable } from './postgres-table.js';
import type { PostgresBody } from './rows-to-store.js';

/** A row that is on its way into tables. */
export interface ReadRow {
  readonly id: string;
  /** By table, a value for each of its columns; null where the table does not take it. */
  readonly values: readonly (readonly unknown[] | null)[];
  /** Characters, about. */
  readonly size: number;
}

/** Rows as a delivery or a piece has them, by columns. */
export const bodyOfRows = (rows: readonly ReadRow[], tables: readonly PostgresTable[]): PostgresBody => ({
  rows: rows.length,
  tables: tables.map(({ columns }, t) => {
    const at = [...rows.keys()].filter((i) => rows[i]?.values[t] !== null);
    return {
      columns: columns.map(({ name }) => name),
      at: at.length === rows.length ? undefined : at,
      values: columns.map((_, c) => at.map((i) => rows[i]?.values[t]?.[c])),
    };
  }),
});

/** What names these rows, after those that `before` names. */
export const digestOfRows = (before: string, rows: readonly ReadRow[]): string => {
  const hash = createHash('sha256').update(before);
  for (const { id } of rows) hash.update(id).update('\n');
  return hash.digest('base64url');
};
