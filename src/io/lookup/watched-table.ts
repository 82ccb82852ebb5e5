import { readFile, stat } from 'node:fs/promises';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Clock } from '../clock.js';
import { unreadable } from '../sources/unreadable.js';
import { csvTable } from './csv-table.js';
import type { LookupTable } from './lookup-table.js';

export interface WatchedTableOptions {
  readonly path: string;
  readonly columns: readonly string[];
  readonly clock: Clock;
  /** Told, in a sentence, of what is no table any more, and of what is one again. */
  readonly warn: (message: string) => void;
}

/** Bytes of a file, at most: what it says stays in memory. */
const MOST_BYTES = 1024 ** 3;
/** A file is looked at so often. */
const EVERY = 5000;
/** Keys that come again are found at once; addresses of the world are without number. */
const MOST_REMEMBERED = 100_000;
/** Longer keys hardly come again, and would fill the memory. */
const LONGEST_REMEMBERED = 256;

interface Look {
  readonly identity: string;
  readonly size: number;
}

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

  /** Reads the file for the first time, and looks whether it has changed later. Rejects with a TidemarkError where the first is none. */
  async refresh(): Promise<void> {
    const now = this.options.clock.now();
    if (this.#table !== undefined && now - this.#lookedAt < EVERY) return;
    this.#lookedAt = now;
    if (this.#table === undefined) {
      const look = await this.#look();
      this.#table = await this.#load(look);
      this.#read = look.identity;
      return;
    }
    try {
      const look = await this.#look();
      const isAtRest = look.identity === this.#seen;
      this.#seen = look.identity;
      if (look.identity === this.#read || !isAtRest) return;
      this.#read = look.identity;
      this.#table = await this.#load(look);
      this.#remembered.clear();
      this.#hasFailed = false;
    } catch (error) {
      this.#complain(error);
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

  async #look(): Promise<Look> {
    const { path } = this.options;
    const found = await stat(path).catch((error: unknown) => {
      throw missing(path, error);
    });
    const { ino, mtimeMs, size } = found;
    // Opening a pipe that nobody writes to blocks a thread for good, and a device may have no end.
    if (!found.isFile() && !found.isDirectory())
      throw new TidemarkError('unreadable', `Cannot read ${path}: it is no file. Write its lines to one.`);
    return { identity: `${ino} ${mtimeMs} ${size}`, size };
  }

  async #load({ size }: Look): Promise<LookupTable> {
    const { path, columns } = this.options;
    if (size > MOST_BYTES)
      throw new TidemarkError('unreadable', `Cannot read ${path}: it is larger than 1 GiB.`);
    const bytes = await readFile(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    try {
      if (!path.endsWith('.mmdb')) return csvTable(bytes, columns);
      // Loaded by those who have a database.
      const { mmdbTable } = await import('./mmdb-table.js');
      return mmdbTable(bytes, columns);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
      throw new TidemarkError('unreadable', `${path} is no table to look things up in: ${why}.`, {
        cause: error,
      });
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

/** A source waits for a file that is not there, a table does not. */
const missing = (path: string, error: unknown): TidemarkError =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? new TidemarkError('unreadable', `Cannot read ${path}: no such file. Check the path of the lookup.`, {
        cause: error,
      })
    : unreadable(path, error);
