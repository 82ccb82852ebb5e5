import type { Clock } from '../clock.js';
import type { LookupTable, TableDetails } from './lookup-table.js';
import { readTable, type TableFile, tableFile } from './read-table.js';

export interface WatchedTableOptions {
  readonly path: string;
  readonly columns: readonly string[];
  /** What else is known of its columns and keys. */
  readonly details?: TableDetails | undefined;
  readonly clock: Clock;
  /** Told, in a sentence, of what is no table any more, and of what is one again. */
  readonly warn: (message: string) => void;
}

/** A file is looked at so often. */
const EVERY = 5000;
/** Keys that come again are found at once; addresses of the world are without number. */
const MOST_REMEMBERED = 100_000;
/** Longer keys hardly come again, and would fill the memory. */
const LONGEST_REMEMBERED = 256;

/**
 * A table that is read again when its file has changed: once it has been the same for two looks, so that one that is being
 * written is not read. A new file that is no table changes nothing; it is warned of once.
 */
export class WatchedTable {
  #table: LookupTable | undefined;
  /** Of the file that was read last, be it a table or not. */
  #read = '';
  /** Of the last look. */
  #seen = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #remembered = new Map<string, readonly unknown[] | undefined>();
  #hasFailed = false;

  constructor(private readonly options: WatchedTableOptions) {}

  /**
   * Reads the file for the first time, and looks whether it has changed later. Rejects with a TidemarkError where the first is
   * none.
   */
  async refresh(): Promise<void> {
    const now = this.options.clock.now();
    if (this.#table !== undefined && now - this.#lookedAt < EVERY) return;
    this.#lookedAt = now;
    const { path, columns, details } = this.options;
    if (this.#table === undefined) {
      const file = await tableFile(path);
      this.#table = await readTable(path, file, columns, details);
      // What was written meanwhile is read again.
      this.#read = (await tableFile(path)).identity === file.identity ? file.identity : '';
      return;
    }
    try {
      const file = await tableFile(path);
      const isAtRest = file.identity === this.#seen;
      this.#seen = file.identity;
      if (file.identity === this.#read || !isAtRest) return;
      const table = await this.#reread(file);
      // It has been written to while it was read: half of it may be new.
      if ((await tableFile(path)).identity !== file.identity) return;
      this.#read = file.identity;
      this.#table = table;
      this.#remembered.clear();
      this.#hasFailed = false;
    } catch (error) {
      this.#complain(error);
    }
  }

  /** One that is no table is not read twice. */
  async #reread(file: TableFile): Promise<LookupTable> {
    const { path, columns, details } = this.options;
    try {
      return await readTable(path, file, columns, details);
    } catch (error) {
      this.#read = file.identity;
      throw error;
    }
  }

  /** What is known of a key; undefined where nothing is. */
  find(key: string): readonly unknown[] | undefined {
    if (this.#remembered.has(key)) return this.#remembered.get(key);
    const found = this.#lookUp(key);
    if (key.length > LONGEST_REMEMBERED) return found;
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(key, found);
    return found;
  }

  #lookUp(key: string): readonly unknown[] | undefined {
    try {
      return this.#table?.find(key);
    } catch (error) {
      // A database that is damaged in one place.
      this.#complain(error);
      return undefined;
    }
  }

  /** Once, until it is well again. */
  #complain(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const said = error instanceof Error ? error.message : String(error);
    this.options.warn(`${said} What was read of it before still counts.`);
  }
}
