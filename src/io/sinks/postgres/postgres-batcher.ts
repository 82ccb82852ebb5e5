import type { Composed, Delivery, Emitted } from '../sink.js';
import { bodyOfRows, digestOfRows, type ReadRow } from './body-of-rows.js';
import { type HeldRows, noneHeld, pieceKey, pieceOf, piecesOf } from './held-rows.js';
import type { PostgresTable } from './postgres-table.js';

export interface PostgresBatcherOptions {
  readonly tables: readonly PostgresTable[];
  /** Rows in one delivery, at most. */
  readonly batch: number;
  /** Milliseconds of event time that rows wait for others, at most. */
  readonly every: number;
}

/** What the sink remembers between commits. */
interface PostgresMemory {
  readonly held: HeldRows;
  /** The watermark at which the first of what waits came. */
  readonly since: number;
}

/**
 * Characters of one delivery, about: all values of a column are one parameter, of which a server takes 1 GiB, and each is in
 * memory several times.
 */
const MOST = 16 * 1024 * 1024;

/**
 * Adds rows to those that wait, and makes deliveries of the batches that are full, or old enough. A row that no table takes is
 * skipped. What goes on waiting is a piece of its own, so that no commit writes what an earlier one has written.
 */
export const batchForTables = (
  rows: readonly Emitted[],
  saved: unknown,
  watermark: number,
  { tables, batch, every }: PostgresBatcherOptions,
): Composed => {
  const columns = columnsOf(tables);
  // Only what was composed here is kept for it.
  const memory = saved as PostgresMemory | undefined;
  let held = memory?.held ?? noneHeld(0, columns);
  const read = readRows(rows, tables);
  const deliveries: Delivery[] = [];
  const deliver = (more: readonly ReadRow[]): void => {
    deliveries.push(deliveryOf(held, more, tables));
    held = noneHeld(held.to, columns);
  };
  // What was composed for other columns goes by itself.
  if (held.rows > 0 && held.columns !== columns) deliver([]);
  let since = held.rows === 0 ? watermark : (memory?.since ?? watermark);
  let from = 0;
  let { size } = held;
  for (const [i, row] of read.entries()) {
    size += row.size;
    if (held.rows + i + 1 - from < batch && size < MOST) continue;
    deliver(read.slice(from, i + 1));
    [from, size] = [i + 1, 0];
    // Less than a batch ever waits: what is left came with these rows.
    since = watermark;
  }
  const rest = read.slice(from);
  const skipped = rows.length - read.length;
  const isDue = watermark >= since + every || watermark === Number.POSITIVE_INFINITY;
  if (isDue && held.rows + rest.length > 0) {
    deliver(rest);
    since = watermark;
  } else if (rest.length > 0) {
    const kept = new Map([[pieceKey(held.to), pieceOf(bodyOfRows(rest, tables))]]);
    const { digest, rows: before, to } = held;
    held = {
      ...held,
      to: to + 1,
      rows: before + rest.length,
      size,
      digest: digestOfRows(digest, rest),
      columns,
    };
    return { deliveries, saved: { held, since } satisfies PostgresMemory, kept, skipped };
  }
  return { deliveries, saved: { held, since } satisfies PostgresMemory, skipped };
};

const deliveryOf = (
  held: HeldRows,
  rows: readonly ReadRow[],
  tables: readonly PostgresTable[],
): Delivery => ({
  id: digestOfRows(held.digest, rows),
  body: bodyOfRows(rows, tables),
  rows: held.rows + rows.length,
  ...(held.to > held.from && { pieces: piecesOf(held) }),
});

const columnsOf = (tables: readonly PostgresTable[]): string =>
  JSON.stringify(tables.map(({ columns }) => columns.map(({ name }) => name)));

/** Of each row what its tables take; those that none takes are left out. */
const readRows = (rows: readonly Emitted[], tables: readonly PostgresTable[]): readonly ReadRow[] => {
  const read: ReadRow[] = [];
  for (const row of rows) {
    const values = tables.map(({ columns, when }) =>
      when === undefined || when(row) ? columns.map(({ read }) => plain(read(row))) : null,
    );
    if (values.some((of) => of !== null)) read.push({ id: row.id, values, size: sizeOf(values) });
  }
  return read;
};

const sizeOf = (values: ReadRow['values']): number => {
  let size = 0;
  for (const of of values)
    for (const value of of ?? []) {
      if (typeof value === 'string') size += value.length;
      else if (typeof value === 'object' && value !== null)
        size += value instanceof Uint8Array ? value.length : (JSON.stringify(value)?.length ?? 0);
    }
  return size;
};

/** What a structured clone keeps as it is; anything else as JSON would have it. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' || typeof value === 'symbol' || value === undefined ? null : value;
  }
  if (value instanceof Date || value instanceof Uint8Array) return value;
  return JSON.parse(JSON.stringify(value, bigintsAsText) ?? 'null');
};

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
