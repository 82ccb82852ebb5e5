import type { Row } from '../codecs/fields/row.js';
import type { Source } from '../sources/source.js';
import { grouped } from '../text/grouped.js';
import { extendedRows, type RowExtension } from './extended-rows.js';
import { WatchedTable, type WatchedTableOptions } from './watched-table.js';

export interface LookupOptions extends Omit<WatchedTableOptions, 'columns'> {
  /** The field of rows that is looked up. */
  readonly key: string;
  /** The fields that rows get, and the columns that they are. */
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * The source with what tables say of a field of its rows: of what they do not know, the fields are null. Later lookups may go
 * by fields of earlier ones. The rows must belong to nobody else: they are changed in place. Throws a TidemarkError where
 * a table cannot be read at the start.
 */
export const lookedUp = (source: Source<Row>, lookups: readonly LookupOptions[]): Source<Row> =>
  extendedRows(source, () => lookups.map((lookup) => new Lookup(lookup)));

/** After so many rows without anything found it is said. */
const MANY = 10_000;

class Lookup implements RowExtension {
  readonly #key: string;
  readonly #fields: readonly string[];
  readonly #table: WatchedTable;
  readonly #options: Pick<LookupOptions, 'path' | 'warn'>;
  #rows = 0;
  /** Of the rows, those that had the field; what the first of them had in it. */
  #keys = 0;
  #first: unknown;
  /** Something was found, or it was said that nothing is. */
  #isSettled = false;

  constructor({ key, columns, ...options }: LookupOptions) {
    this.#options = options;
    this.#key = key;
    this.#fields = [...columns.keys()];
    this.#table = new WatchedTable({ ...options, columns: [...columns.values()] });
  }

  refresh(): Promise<void> {
    return this.#table.refresh();
  }

  extend(rows: readonly Row[]): void {
    if (!this.#isSettled) this.#count(rows);
    for (const row of rows as readonly Record<string, unknown>[]) {
      const key = row[this.#key];
      const values = key === null || key === undefined ? undefined : this.#table.find(String(key));
      for (let i = 0; i < this.#fields.length; i++) row[this.#fields[i] as string] = values?.[i] ?? null;
    }
  }

  /** A field that no row has, and one whose values are never found, are slips that nothing else shows. */
  #count(rows: readonly Row[]): void {
    for (const row of rows as readonly Record<string, unknown>[]) {
      const key = row[this.#key];
      if (key === null || key === undefined) continue;
      if (this.#keys++ === 0) this.#first = key;
      if (this.#table.find(String(key)) === undefined) continue;
      this.#isSettled = true;
      return;
    }
    this.#rows += rows.length;
    if (this.#rows >= MANY) this.end();
  }

  end(): void {
    if (this.#isSettled || this.#rows === 0) return;
    this.#isSettled = true;
    const { path, warn } = this.#options;
    const fields = this.#fields.join(', ');
    warn(
      this.#keys === 0
        ? `No row has had a field ${this.#key} so far, of ${grouped(this.#rows)}, by which ${path} is looked up: ${fields} ${this.#fields.length === 1 ? 'is' : 'are'} null in all of them.`
        : `Nothing of ${this.#key} is in ${path} so far, of ${grouped(this.#keys)} values, the first ${JSON.stringify(String(this.#first).slice(0, 80))}: ${fields} ${this.#fields.length === 1 ? 'is' : 'are'} null in all rows.`,
    );
  }
}
