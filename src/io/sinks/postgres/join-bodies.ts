import type { PostgresBody, TableRows } from './rows-to-store.js';

/** Whether rows of both are written into the same columns of the same tables. */
export const hasSameColumns = (one: PostgresBody, other: PostgresBody): boolean =>
  one.tables.length === other.tables.length &&
  one.tables.every(({ columns }, t) => isSame(columns, other.tables[t]?.columns ?? []));

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, c) => name === other[c]);

/** The rows of several in one, in their order; of all, the columns are the same. */
export const joinBodies = (bodies: readonly PostgresBody[]): PostgresBody => ({
  rows: bodies.reduce((sum, { rows }) => sum + rows, 0),
  tables: (bodies[0]?.tables ?? []).map((_, t) => joinTable(bodies, t)),
});

const joinTable = (bodies: readonly PostgresBody[], t: number): TableRows => {
  const isAll = bodies.every(({ tables }) => tables[t]?.at === undefined);
  const at: number[] = [];
  const columns = bodies[0]?.tables[t]?.columns ?? [];
  const values: unknown[][] = columns.map(() => []);
  let before = 0;
  for (const { rows, tables } of bodies) {
    const table = tables[t];
    if (!isAll) for (const place of table?.at ?? Array(rows).keys()) at.push(before + place);
    for (const [c, column] of values.entries())
      for (const value of table?.values[c] ?? []) column.push(value);
    before += rows;
  }
  return { columns, at: isAll ? undefined : at, values };
};
