import { quotedName, quotedTable } from '../../postgres/quoted.js';
import type { PostgresTable } from './postgres-table.js';
import type { PostgresBody } from './rows-to-store.js';
import type { TableFacts } from './table-facts.js';

/** What is wrong with a table for somebody who writes it, and the SQL, or the command, that mends it. */
export interface TableFault {
  readonly message: string;
  readonly mend?: string;
}

/** `user`: who writes. `elsewhere`: schemas that have a table of that name, where the search_path leads to none. */
export const tableFaults = (
  written: PostgresTable,
  facts: TableFacts | undefined,
  user: string,
  elsewhere: readonly string[] = [],
): readonly TableFault[] => {
  if (facts === undefined) return [missing(written, elsewhere)];
  const faults: TableFault[] = [];
  const { name } = facts;
  const table = name.replace(/^public\./, '');
  const names = new Set(written.columns.map((column) => column.name));
  for (const column of written.columns) {
    const found = facts.columns.get(column.name);
    if (found === undefined) {
      const near = [...facts.columns.keys()].find((one) => one.toLowerCase() === column.name.toLowerCase());
      faults.push({
        message: `${table} has no column ${column.name}${near === undefined ? '' : `; it has ${near}, and upper and lower case count`}.`,
        ...(near === undefined && {
          mend: `ALTER TABLE ${name} ADD COLUMN ${quotedName(column.name)} ${column.type ?? 'text'};`,
        }),
      });
    } else if (found.isGenerated) {
      faults.push({
        message: `The values of ${table}.${column.name} are made by the database. Leave the column out.`,
      });
    }
  }
  const may = written.columns.filter((column) => facts.columns.get(column.name)?.mayInsert === false);
  if (may.length > 0) {
    faults.push({
      message: `${user} may not insert into ${table}.`,
      mend: `GRANT INSERT ON ${name} TO ${quotedName(user)};`,
    });
  }
  for (const { name: column, isNeeded, isGenerated } of facts.columns.values()) {
    if (!isNeeded || isGenerated || names.has(column)) continue;
    faults.push({
      message: `${table}.${column} must not be NULL, has no default, and nothing is written into it.`,
      mend: `ALTER TABLE ${name} ALTER COLUMN ${quotedName(column)} DROP NOT NULL;`,
    });
  }
  const { key } = written;
  if (key !== undefined && !facts.keys.some((columns) => isSame(columns, key))) {
    const listed = key.map(quotedName).join(', ');
    const partitioned = facts.isPartitioned
      ? ' The columns by which it is partitioned must be among them.'
      : '';
    faults.push({
      message: `${table} has no unique constraint of just ${key.join(', ')}: rows that are sent again would be stored again.${partitioned}`,
      mend: `ALTER TABLE ${name} ADD UNIQUE (${listed});`,
    });
  }
  return faults;
};

/** What rows were composed for while the config named other columns, and is not there. */
export const goneColumns = (body: PostgresBody, facts: readonly TableFacts[]): readonly TableFault[] =>
  facts.flatMap(({ name, columns }, t) =>
    (body.tables[t]?.columns ?? [])
      .filter((column) => !columns.has(column))
      .map((column) => ({
        message: `${name.replace(/^public\./, '')} has no column ${column}, for which rows that wait were meant.`,
        mend: `ALTER TABLE ${name} ADD COLUMN ${quotedName(column)} text;`,
      })),
  );

const isSame = (columns: readonly string[], key: readonly string[]): boolean =>
  columns.length === key.length && key.every((column) => columns.includes(column));

const missing = (
  { table, columns, key, madeBy }: PostgresTable,
  elsewhere: readonly string[],
): TableFault => {
  const [schema] = elsewhere;
  if (schema !== undefined && !table.includes('.')) {
    return {
      message: `The search_path leads to no table ${table}; there is one in the schema ${elsewhere.join(' and in ')}. Write table: ${schema}.${table}, or set the search_path.`,
    };
  }
  const lines = [
    ...columns.map(({ name, type = 'text' }) => `${quotedName(name)} ${type}`),
    ...(key === undefined ? [] : [`UNIQUE (${key.map(quotedName).join(', ')})`]),
  ];
  return {
    message: `There is no table ${table}.`,
    mend: madeBy ?? `CREATE TABLE ${quotedTable(table)} (${lines.join(', ')});`,
  };
};
