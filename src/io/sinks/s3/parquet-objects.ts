import { deserialize, serialize } from 'node:v8';
import type { RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Emitted } from '../sink.js';
import { cellOf, namesOfAll, newNames } from './cell-columns.js';
import { type ColumnType, typeOfValue, widerType } from './column-type.js';
import type { ObjectFormat, ObjectPiece } from './object-format.js';

/** The columns in their order, with the type that all values so far have had; absent: it has had none. */
type ParquetLayout = readonly { readonly name: string; readonly type?: ColumnType }[];

/** What the end of a file says of a row group, whose places count from its first byte. */
interface GroupIndex {
  readonly bytes: number;
  readonly group: RowGroup;
}

/** Rows of one row group. */
const MOST_ROWS = 10_000;
/** The four bytes that every file begins with. */
const MAGIC = Buffer.from('PAR1');

/**
 * Parquet: a row group for the rows of a commit. What fits the columns so far goes on; a new column, or a value that its column cannot hold, begins
 * another object, in which the column is wider, as in all later ones.
 */
export const parquetObjects = (): ObjectFormat => ({
  ending: 'parquet',
  contentType: 'application/vnd.apache.parquet',
  fit: (rows, before) => fitted(rows, before as ParquetLayout | undefined),
  head: () => MAGIC,
  encode: (rows, layout) => groupsOf(rows, layout as ParquetLayout),
  tail: (layout, indexes) => endOf(layout as ParquetLayout, indexes),
});

const fitted = (rows: readonly Emitted[], before: ParquetLayout | undefined): ParquetLayout => {
  const layout =
    before ?? namesOfAll().map((name) => ({ name, type: name === 'more_fields' ? 'json' : 'text' }) as const);
  const names = layout.map(({ name }) => name);
  const added = newNames(rows, new Set(names));
  const all: ParquetLayout = [...layout, ...added.map((name) => ({ name }))];
  const known = new Set(all.map(({ name }) => name));
  let changed = before === undefined || added.length > 0;
  const next = all.map((column) => {
    let { type } = column;
    for (const row of rows) {
      if (type === 'json') break;
      const own = typeOfValue(column.name, cellOf(row, column.name, known));
      if (own !== undefined && own !== type) type = widerType(type, own);
    }
    if (type === column.type || type === undefined) return column;
    changed = true;
    return { name: column.name, type };
  });
  return before !== undefined && !changed ? before : next;
};

function* groupsOf(rows: readonly Emitted[], layout: ParquetLayout): Generator<ObjectPiece, void, undefined> {
  const known = new Set(layout.map(({ name }) => name));
  for (let from = 0; from < rows.length; from += MOST_ROWS) {
    const some = rows.slice(from, from + MOST_ROWS);
    const writer = new ByteWriter();
    const file = new ParquetWriter({ writer, schema: schemaOf(layout), createdBy: 'tidemark' });
    file.write({
      columnData: layout.map(({ name, type = 'text' }) => ({
        name,
        data: some.map((row) => cellFor(type, cellOf(row, name, known))),
        offsetIndex: false,
      })),
      rowGroupSize: some.length,
    });
    const [group] = file.row_groups;
    if (group === undefined) throw new Error('A row group of Parquet has no rows.');
    // Whoever writes a whole file begins it; this is for the middle of one.
    const bytes = writer.getBytes().slice(MAGIC.length);
    const index: GroupIndex = { bytes: bytes.length, group: movedBy(group, -MAGIC.length) };
    yield { rows: some.length, bytes, index: serialize(index) };
  }
}

const endOf = (layout: ParquetLayout, indexes: readonly Uint8Array[]): Uint8Array => {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: schemaOf(layout), createdBy: 'tidemark' });
  let at = MAGIC.length;
  for (const index of indexes) {
    // Made by `groupsOf` and by nobody else.
    const { bytes, group }: GroupIndex = deserialize(index);
    file.row_groups.push(movedBy(group, at));
    file.num_rows += group.num_rows;
    at += bytes;
  }
  file.finish();
  return writer.getBytes().slice(MAGIC.length);
};

const movedBy = (group: RowGroup, by: number): RowGroup => ({
  ...group,
  columns: group.columns.map((column) => ({
    ...column,
    file_offset: column.file_offset + BigInt(by),
    ...(column.meta_data !== undefined && {
      meta_data: {
        ...column.meta_data,
        data_page_offset: column.meta_data.data_page_offset + BigInt(by),
        ...(column.meta_data.dictionary_page_offset !== undefined && {
          dictionary_page_offset: column.meta_data.dictionary_page_offset + BigInt(by),
        }),
      },
    }),
  })),
});

const schemaOf = (layout: ParquetLayout): SchemaElement[] => [
  { name: 'root', num_children: layout.length },
  ...layout.map(
    ({ name, type = 'text' }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...ELEMENTS[type] }),
  ),
];

const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  bigint: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  // Written by us, since what is a number there must not become a text: so it is a text for the writer.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
};

/** A value as its column holds it, which the layout was widened for; null where there is none. */
const cellFor = (type: ColumnType, value: unknown): unknown => {
  if (value === undefined || value === null || typeof value === 'function' || typeof value === 'symbol')
    return null;
  switch (type) {
    case 'integer':
    case 'bigint':
      return typeof value === 'number' ? BigInt(value) : value;
    case 'instant': {
      const date = new Date(Number(value));
      return Number.isNaN(date.getTime()) ? null : date;
    }
    case 'number':
      return Number(value);
    case 'json':
      return JSON.stringify(value, bigintsAsText) ?? null;
    case 'boolean':
    case 'text':
      return value;
  }
};

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
