import { readFile, stat } from 'node:fs/promises';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { unreadable } from '../sources/unreadable.js';
import { formatSize } from '../text/format-size.js';
import { csvTable } from './csv-table.js';
import type { LookupTable, TableDetails } from './lookup-table.js';

/** Bytes of a file, at most: what it says stays in memory. */
export const MOST_BYTES = 1024 ** 3;

/** A file as it lies there. */
export interface TableFile {
  /** Another one where it has changed. */
  readonly identity: string;
  readonly size: number;
}

/** Looks at the file of a table without opening it. Rejects with a TidemarkError where there is none. */
export const tableFile = async (path: string): Promise<TableFile> => {
  const found = await stat(path).catch((error: unknown) => {
    throw missing(path, error);
  });
  const { ino, mtimeMs, size } = found;
  // Opening a pipe that nobody writes to blocks a thread for good, and a device may have no end.
  if (!found.isFile() && !found.isDirectory())
    throw new TidemarkError('unreadable', `Cannot read ${path}: it is no file. Write its lines to one.`);
  return { identity: `${ino} ${mtimeMs} ${size}`, size };
};

/** Reads a table. Rejects with a TidemarkError that says why it is none. */
export const readTable = async (
  path: string,
  { size }: TableFile,
  columns: readonly string[],
  details?: TableDetails,
): Promise<LookupTable> => {
  if (size > MOST_BYTES)
    throw new TidemarkError(
      'unreadable',
      `Cannot read ${path}: it has ${formatSize(size)}, and would stay in memory; at most ${formatSize(MOST_BYTES)} are read.`,
    );
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    if (!path.endsWith('.mmdb')) return csvTable(bytes, columns, details);
    // Loaded by those who have a database.
    const { mmdbTable } = await import('./mmdb-table.js');
    return mmdbTable(bytes, columns);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new TidemarkError('unreadable', `${path} is no table to look things up in: ${why}.`, {
      cause: error,
    });
  }
};

/** Whether a file is not there, and may be later. */
export const isMissing = (error: unknown): boolean => error instanceof TidemarkError && isNoFile(error.cause);

const isNoFile = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A source waits for a file that is not there, a table does not. */
const missing = (path: string, error: unknown): TidemarkError =>
  isNoFile(error)
    ? new TidemarkError('unreadable', `Cannot read ${path}: no such file. Check the path of the lookup.`, {
        cause: error,
      })
    : unreadable(path, error);
