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
}

/** Adds rows to those that wait, and makes deliveries of the batches that are full, or old enough. A row that no table takes is skipped. */
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
    if (values.some((of) => of !== null)) waiting.push({ id: row.id, values });
  }
  const skipped = rows.length - (waiting.length - before);
  const deliveries: Delivery[] = [];
  let since = before === 0 ? watermark : (memory?.since ?? watermark);
  let from = 0;
  for (; waiting.length - from >= batch; from += batch) {
    deliveries.push(deliveryOf(waiting.slice(from, from + batch), tables));
    // Fewer than a batch ever wait: what is left came with these rows.
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
