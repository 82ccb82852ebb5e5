import type { Clock } from '../../io/clock.js';
import type { RowExtension } from '../../io/lookup/extended-rows.js';
import type { TableDetails } from '../../io/lookup/lookup-table.js';

/** What a format adds to its rows from a table. */
export interface FormatTable {
  /** The setting that names it. */
  readonly setting: string;
  /** What is read of a file, as of one that a lookup names; absent where the settings hold the table themselves. */
  readonly file?: TableOfFile;
  extension(context: { readonly clock: Clock; readonly warn: (message: string) => void }): RowExtension;
}

/** A file, and what of it is wanted. */
export interface TableOfFile {
  readonly path: string;
  readonly columns: readonly string[];
  readonly details?: TableDetails;
}
