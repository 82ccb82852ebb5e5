import type { Chunk } from '../../operators/chunk.js';
import type { Row } from '../codecs/fields/row.js';
import { forwardingRun } from '../sources/forwarding-run.js';
import type { Source, SourceRun } from '../sources/source.js';
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
export const lookedUp = (source: Source<Row>, lookups: readonly LookupOptions[]): Source<Row> => ({
  read(start) {
    const inner = source.read(start);
    return forwardingRun(
      inner,
      chunksOf(
        inner,
        lookups.map((lookup) => new Lookup(lookup)),
      ),
    );
  },
});

async function* chunksOf(
  inner: SourceRun<Row>,
  lookups: readonly Lookup[],
): AsyncGenerator<Chunk<Row>, void, undefined> {
  for (const lookup of lookups) await lookup.refresh();
  for await (const chunk of inner) {
    for (const lookup of lookups) {
      await lookup.refresh();
      lookup.extend(chunk.rows);
    }
    yield chunk;
  }
}

class Lookup {
  readonly #key: string;
  readonly #fields: readonly string[];
  readonly #table: WatchedTable;

  constructor({ key, columns, ...options }: LookupOptions) {
    this.#key = key;
    this.#fields = [...columns.keys()];
    this.#table = new WatchedTable({ ...options, columns: [...columns.values()] });
  }

  refresh(): Promise<void> {
    return this.#table.refresh();
  }

  extend(rows: readonly Row[]): void {
    for (const row of rows as readonly Record<string, unknown>[]) {
      const key = row[this.#key];
      const values = key === null || key === undefined ? undefined : this.#table.find(String(key));
      for (let i = 0; i < this.#fields.length; i++) row[this.#fields[i] as string] = values?.[i] ?? null;
    }
  }
}
