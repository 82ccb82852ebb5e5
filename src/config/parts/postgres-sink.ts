import * as z from 'zod';
import type { PostgresColumn, PostgresTable } from '../../io/sinks/postgres/postgres-table.js';
import { postgresSink as database } from '../../io/sinks/postgres.js';
import type { Sink } from '../../io/sinks/sink.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { countSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { emittedField, OF_ALL } from './emitted-field.js';
import { objectionsTo } from './objections-to.js';
import type { SinkPart, Slot, SqlTypeOf } from './part.js';

const name = () => textSetting('A name is wanted here.');

const settings = late(() =>
  sinkSetting({
    postgres: textSetting(
      'An address is wanted here, such as postgresql://monitor@db.example.com/monitoring.',
    ).describe('Address of the database, as libpq reads it; several hosts may stand in it.'),
    table: name()
      .optional()
      .describe('The table, such as monitor.hits. Default: those of the ready-made pipeline that is used.'),
    columns: z
      .union([z.array(name()), z.record(z.string(), name())], {
        error:
          'Columns are wanted here: [time, hits], or as a map of columns to fields, { at: time, n: hits }.',
      })
      .optional()
      .describe('Columns that are called as the fields that go into them, or a map of columns to fields.'),
    key: oneOrMore(name())
      .optional()
      .describe(
        'Columns that name a row, of which the table has a unique constraint. With a key each row is stored once.',
      ),
    batch: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('So many rows are stored at once, at most. Default: 5000.'),
    every: positiveDuration()
      .optional()
      .describe('Rows that come within this time are stored together. Default: those of one commit.'),
    writers: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('So many batches are stored at once, each over a connection of its own. Default: 1.'),
    timeout: positiveDuration().optional().describe('For one statement. Default: 30s.'),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

/** Columns and the fields that go into them. */
const columnsOf = ({ columns = [] }: Settings): readonly (readonly [column: string, field: string])[] =>
  Array.isArray(columns) ? columns.map((one) => [one, one] as const) : Object.entries(columns);

const columnOf = (
  [column, field]: readonly [string, string],
  nameOf: (written: string) => string,
  typeOf: SqlTypeOf,
): PostgresColumn => {
  const known = nameOf(field);
  const type = OF_ALL.includes(field) ? 'text' : typeOf(known);
  return {
    name: column,
    read: emittedField(field, known),
    ...(type !== undefined && { type }),
  };
};

/** The tables that these settings name, or those of the ready-made pipeline. */
const tablesOf = (
  given: Settings,
  own: readonly PostgresTable[] = [],
  nameOf: (written: string) => string = (written) => written,
  typeOf: SqlTypeOf = () => undefined,
): readonly PostgresTable[] => {
  const { table, key } = given;
  if (table === undefined) return own;
  const written = columnsOf(given);
  // Another name for the table of a ready-made pipeline: the rest is its own.
  const [only] = own;
  if (written.length === 0 && only !== undefined) return [{ ...only, table }];
  return [
    {
      table,
      columns: written.map((one) => columnOf(one, nameOf, typeOf)),
      ...(key !== undefined && { key: [key].flat() }),
    },
  ];
};

const build = (
  given: Settings,
  tables: readonly PostgresTable[],
  more: { name?: string; warn?: (message: string) => void } = {},
): Sink =>
  database({
    url: given.postgres,
    tables,
    ...(more.name !== undefined && { name: more.name }),
    ...(given.batch !== undefined && { batch: given.batch }),
    ...(given.every !== undefined && { every: given.every }),
    ...(given.writers !== undefined && { writers: given.writers }),
    ...(given.timeout !== undefined && { timeout: given.timeout }),
    ...(more.warn !== undefined && { onWarning: more.warn }),
  });

/** Stands for the tables of a ready-made pipeline, where only the other settings are judged. */
const SOME: readonly PostgresTable[] = [{ table: 'some', columns: [{ name: 'some', read: () => null }] }];

/** A database. */
export const postgresSink: SinkPart<Settings> = {
  name: 'postgres',
  guarantee: 'exactly once',
  independent: true,
  get settings() {
    return settings();
  },
  objections: (given) => {
    const { table, columns, key } = given;
    const lone = [
      ...(columns !== undefined && table === undefined
        ? [['columns', 'columns are those of a table, and none is named. Write table: name.'] as const]
        : []),
      ...(key !== undefined && (table === undefined || columns === undefined)
        ? [['key', 'key is of the columns of a table. Write table and columns beside it.'] as const]
        : []),
    ];
    if (lone.length > 0) return lone;
    return objectionsTo(
      () => build(given, columns === undefined ? SOME : tablesOf(given)),
      (message) => [
        /\bkey\b/.test(message)
          ? 'key'
          : /olumn/.test(message)
            ? 'columns'
            : /table/.test(message)
              ? 'table'
              : 'postgres',
        message.replace(/^PostgreSQL( sink)?: /, ''),
      ],
    );
  },
  objectionsIn: (given, own) => {
    if (own !== undefined && own.length > 0)
      return given.table !== undefined && given.columns === undefined && own.length > 1
        ? [
            [
              'table',
              `The rows of this pipeline go into ${own.map(({ table }) => table).join(' and ')}. Write columns, or leave table out and name a schema in the address: ?options=-c%20search_path%3Dmonitor.`,
            ] as const,
          ]
        : [];
    if (given.table === undefined)
      return [['postgres', 'A table is missing. Write table: hits, columns: [time, hits].'] as const];
    return given.columns === undefined
      ? [['table', 'Its columns are missing. Write columns: [time, hits].'] as const]
      : [];
  },
  slots: ({ columns = [] }) =>
    Array.isArray(columns)
      ? columns.map((field, i) => slotOf(['columns', i], field))
      : Object.entries(columns).map(([column, field]) => slotOf(['columns', column], field)),
  build: (given, { name: called, warn, tables, nameOf, sqlTypeOf }) =>
    build(given, tablesOf(given, tables, nameOf, sqlTypeOf), {
      ...(called !== undefined && { name: called }),
      warn,
    }),
  async probe(given, { tables, nameOf, sqlTypeOf }) {
    const { databaseFaults } = await import('../../io/sinks/postgres/database-faults.js');
    return databaseFaults(given.postgres, tablesOf(given, tables, nameOf, sqlTypeOf));
  },
};

const slotOf = (path: Slot['path'], field: string): Slot => ({
  path,
  field,
  within: [0, field.length],
  isTemplate: true,
});
