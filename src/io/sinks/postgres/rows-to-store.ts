import type { Refused } from '../sink.js';
import { columnEncoder } from './column-encoder.js';
import type { Insertion } from './insert-statement.js';
import type { PostgresTable } from './postgres-table.js';
import type { ColumnFacts, TableFacts } from './table-facts.js';
import { Unstorable } from './unstorable.js';

/** What one table gets of a delivery; structured-clonable. */
export interface TableRows {
  /** Which of its columns they were composed for; the config may name others by the time they are stored. */
  readonly columns: readonly string[];
  /** Places of its rows in the delivery, ascending; undefined: all of them. */
  readonly at: readonly number[] | undefined;
  /** One list for each column, of as many values. */
  readonly values: readonly (readonly unknown[])[];
}

/** What a delivery holds. */
export interface PostgresBody {
  readonly rows: number;
  readonly tables: readonly TableRows[];
}

/** The rows of a delivery, written as the tables want them. */
export interface RowsToStore {
  /** Places of the rows that can be sent, ascending. */
  readonly places: readonly number[];
  /** The rows that no table would take. */
  readonly refused: readonly Refused[];
  /** How many texts were changed so that they can be stored. */
  readonly cleaned: number;
  /** What stores the rows at these places, each of which is one of `places`; tables that get nothing are left out. */
  insertions(places: readonly number[]): readonly Insertion[];
  /** How many of them have the key of another one before them. */
  sameKeys(): number;
}

interface Column {
  readonly facts: ColumnFacts;
  readonly elements: readonly string[];
}

/** `facts` has what is known of each of the tables. Throws where a column is not there: that was looked for before. */
export const rowsToStore = (
  body: PostgresBody,
  tables: readonly PostgresTable[],
  facts: readonly TableFacts[],
): RowsToStore => {
  const reasons = new Map<number, string>();
  let cleaned = 0;
  const encoded = tables.map(({ key }, t) => {
    const { columns, at, values } = tableOf(body, t);
    const found = facts[t];
    if (found === undefined) throw new Error('Nothing is known of a table.');
    const written = columns.map((name, c): Column => {
      const column = found.columns.get(name);
      if (column === undefined) throw new Error(`Nothing is known of the column ${name}.`);
      const encode = columnEncoder(column, key?.includes(name) === true, () => {
        cleaned++;
      });
      const list = values[c] ?? [];
      const elements = new Array<string>(list.length);
      for (let i = 0; i < list.length; i++) {
        try {
          elements[i] = encode(list[i]);
        } catch (error) {
          if (!(error instanceof Unstorable)) throw error;
          elements[i] = 'NULL';
          const place = at?.[i] ?? i;
          if (!reasons.has(place)) reasons.set(place, error.message);
        }
      }
      return { facts: column, elements };
    });
    /** Where in its lists the row of a place is; undefined where it has none. */
    const indexOf = at && new Map(at.map((place, i) => [place, i]));
    return { table: found, columns: written, key, indexOf };
  });
  const places: number[] = [];
  for (let place = 0; place < body.rows; place++) if (!reasons.has(place)) places.push(place);

  return {
    places,
    cleaned,
    refused: [...reasons].map(([row, why]) => ({ row, why, body: rowAt(body, tables, row) })),
    insertions: (wanted) =>
      encoded.flatMap(({ table, columns, indexOf }) => {
        const isAll = indexOf === undefined && wanted.length === body.rows;
        const indices = indexOf === undefined ? wanted : wanted.flatMap((place) => indexOf.get(place) ?? []);
        if (indices.length === 0) return [];
        const elements = columns.map((column) =>
          isAll ? column.elements : indices.map((i) => column.elements[i] ?? 'NULL'),
        );
        return [{ facts: table, columns: columns.map((column) => column.facts), elements }];
      }),
    sameKeys() {
      const [first] = encoded;
      const key = first?.columns.filter(({ facts: { name } }) => first.key?.includes(name));
      // Of a key with generated columns it is not known here.
      if (key === undefined || key.length !== first?.key?.length) return 0;
      const seen = new Set(places.map((place) => key.map(({ elements }) => elements[place]).join(',')));
      return places.length - seen.size;
    },
  };
};

const tableOf = ({ tables }: PostgresBody, t: number): TableRows =>
  tables[t] ?? { columns: [], at: [], values: [] };

/** A row as it was to be stored, by table and column: of one table its columns alone. */
export const rowAt = (body: PostgresBody, tables: readonly PostgresTable[], place: number): unknown => {
  const rows = tables.flatMap(({ table }, t) => {
    const { columns, at, values } = tableOf(body, t);
    const i = at === undefined ? place : at.indexOf(place);
    if (i < 0) return [];
    return [[table, Object.fromEntries(columns.map((name, c) => [name, values[c]?.[i] ?? null]))] as const];
  });
  return rows.length === 1 ? rows[0]?.[1] : Object.fromEntries(rows);
};
