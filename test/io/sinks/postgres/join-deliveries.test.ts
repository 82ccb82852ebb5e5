import { expect, it } from 'vitest';
import { joinDeliveries } from '../../../../src/io/sinks/postgres/join-deliveries.js';
import { batchForTables } from '../../../../src/io/sinks/postgres/postgres-batcher.js';
import type { PostgresTable } from '../../../../src/io/sinks/postgres/postgres-table.js';
import { type PostgresBody, rowAt } from '../../../../src/io/sinks/postgres/rows-to-store.js';

const nOf = (row: unknown): number => (row as { n: number }).n;
const table = (name: string, when?: (n: number) => boolean): PostgresTable => ({
  table: name,
  columns: [
    { name: 'n', read: ({ row }) => nOf(row) },
    { name: 'text', read: ({ row }) => `${name} ${nOf(row)}` },
  ],
  ...(when !== undefined && { when: ({ row }) => when(nOf(row)) }),
});

it('is the rows of all of them in order, each in the tables that take it', () => {
  const tables = [table('all'), table('odd', (n) => n % 2 === 1), table('late', (n) => n > 6)];
  const rows = Array.from({ length: 9 }, (_, n) => ({ pipeline: 'p', stream: 's', id: `${n}`, row: { n } }));
  const deliver = (batch: number) =>
    batchForTables(rows, undefined, Infinity, { tables, batch, every: 0 }).deliveries;
  const [whole] = deliver(100);
  const parts = deliver(2);
  expect(parts).toHaveLength(5);
  const joined = joinDeliveries(parts);
  const seen = (body: unknown) => rows.map((_, place) => rowAt(body as PostgresBody, tables, place));
  expect(seen(joined.body)).toEqual(seen(whole?.body));
  expect(joined.rows).toBe(9);
  expect(joinDeliveries([...parts].reverse()).id).not.toBe(joined.id);
});
