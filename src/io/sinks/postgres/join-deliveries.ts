import { createHash } from 'node:crypto';
import type { Delivery } from '../sink.js';
import type { PostgresBody, TableRows } from './rows-to-store.js';

/** One delivery of the rows of several to the same tables, one after the other. */
export const joinDeliveries = (deliveries: readonly Delivery[]): Delivery => {
  const hash = createHash('sha256');
  for (const { id } of deliveries) hash.update(id).update('\n');
  const rows = deliveries.reduce((sum, delivery) => sum + delivery.rows, 0);
  // Only what was composed for these tables is joined.
  const bodies = deliveries.map(({ body }) => body as PostgresBody);
  const tables = (bodies[0]?.tables ?? []).map((_, t) => joinTable(bodies, t));
  return { id: hash.digest('base64url'), body: { rows, tables } satisfies PostgresBody, rows };
};

const joinTable = (bodies: readonly PostgresBody[], t: number): TableRows => {
  const isAll = bodies.every(({ tables }) => tables[t]?.at === undefined);
  const at: number[] = [];
  const values: unknown[][] = (bodies[0]?.tables[t]?.values ?? []).map(() => []);
  let before = 0;
  for (const { rows, tables } of bodies) {
    const table = tables[t];
    if (!isAll) for (const place of table?.at ?? Array(rows).keys()) at.push(before + place);
    for (const [c, column] of values.entries())
      for (const value of table?.values[c] ?? []) column.push(value);
    before += rows;
  }
  return { at: isAll ? undefined : at, values };
};
