import { createHash } from 'node:crypto';
import type { Composed, Delivery, Emitted } from '../sink.js';
import type { PostgresTable } from './postgres-table.js';
import type { PostgresBody } from './rows-to-store.js';

export interface PostgresBatcherOptions {
  readonly tables: readonly PostgresTable[];
  /** Rows in one delivery, at most. */
  readonly batch: number;
  /** Milliseconds of event time that rows wait for others, at most. */
  readonly every: number;
}

/** What the sink remembers between commits. */
interface PostgresMemory {
  /** Rows that wait: their ids, and of each, by table, its values; null where the table does not take it. */
  readonly waiting: readonly Waiting[];
  /** The watermark at which the first of them came. */
  readonly since: number;
}

interface Waiting {
  readonly id: string;
  readonly values: readonly (readonly unknown[] | null)[];
  /** Characters, about. */
  readonly size: number;
}

/**
 * Characters of one delivery, about: all values of a column are one parameter, of which a server takes 1 GiB, and each is in
 * memory several times.
 */
const MOST = 16 * 1024 * 1024;

/**
 * Adds rows to those that wait, and makes deliveries of the batches that are full, or old enough. A row that no table takes is
 * skipped.
 */
export const batchForTables = (
  rows: readonly Emitted[],
  saved: unknown,
  watermark: number,
  { tables, batch, every }: PostgresBatcherOptions,
): Composed => {
  // Only what was composed here is kept for it.
  const memory = saved as PostgresMemory | undefined;
  const waiting = [...(memory?.waiting ?? [])];
  const before = waiting.length;
  for (const row of rows) {
    const values = tables.map(({ columns, when }) =>
      when === undefined || when(row) ? columns.map(({ read }) => plain(read(row))) : null,
    );
    if (values.some((of) => of !== null)) waiting.push({ id: row.id, values, size: sizeOf(values) });
  }
  const skipped = rows.length - (waiting.length - before);
  const deliveries: Delivery[] = [];
  let since = before === 0 ? watermark : (memory?.since ?? watermark);
  let from = 0;
  let size = 0;
  for (const [i, row] of waiting.entries()) {
    size += row.size;
    if (i + 1 - from < batch && size < MOST) continue;
    deliveries.push(deliveryOf(waiting.slice(from, i + 1), tables));
    [from, size] = [i + 1, 0];
    // Less than a batch ever waits: what is left came with these rows.
    since = watermark;
  }
  const rest = waiting.slice(from);
  const isDue = watermark >= since + every || watermark === Number.POSITIVE_INFINITY;
  if (rest.length === 0 || !isDue) {
    return { deliveries, saved: { waiting: rest, since } satisfies PostgresMemory, skipped };
  }
  deliveries.push(deliveryOf(rest, tables));
  return { deliveries, saved: { waiting: [], since: watermark } satisfies PostgresMemory, skipped };
};

const deliveryOf = (rows: readonly Waiting[], tables: readonly PostgresTable[]): Delivery => {
  const hash = createHash('sha256');
  for (const { id } of rows) hash.update(id).update('\n');
  const body: PostgresBody = {
    rows: rows.length,
    tables: tables.map(({ columns }, t) => {
      const at = [...rows.keys()].filter((i) => rows[i]?.values[t] !== null);
      return {
        at: at.length === rows.length ? undefined : at,
        values: columns.map((_, c) => at.map((i) => rows[i]?.values[t]?.[c])),
      };
    }),
  };
  return { id: hash.digest('base64url'), body, rows: rows.length };
};

const sizeOf = (values: Waiting['values']): number => {
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
