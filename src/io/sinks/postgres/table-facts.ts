import type { Ask } from '../../postgres/in-transaction.js';
import { quotedTable } from '../../postgres/quoted.js';

export interface ColumnFacts {
  readonly name: string;
  /** As SQL writes it, without length and precision. */
  readonly type: string;
  /** The same with them, for people. */
  readonly shown: string;
  /** Its name in the catalogue, of a domain that of what it is made of: `int4`, `timestamptz`, `_text`. */
  readonly base: string;
  /** `A` for arrays. */
  readonly category: string;
  /** Length or precision as the catalogue has it; -1 for none. */
  readonly modifier: number;
  readonly isDomain: boolean;
  /** A row without a value for it is refused. */
  readonly isNeeded: boolean;
  /** The database makes its values, and takes none. */
  readonly isGenerated: boolean;
  readonly mayInsert: boolean;
}

/** What a database says of a table; every role may ask for it. */
export interface TableFacts {
  /** As SQL writes it, with its schema. */
  readonly name: string;
  readonly isPartitioned: boolean;
  readonly columns: ReadonlyMap<string, ColumnFacts>;
  /** Columns of each unique constraint or index that holds at once, for all rows, and compares columns alone. */
  readonly keys: readonly (readonly string[])[];
}

const TABLE = `
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name, c.relkind = 'p' AS "isPartitioned",
  (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', a.attname, 'type', pg_catalog.format_type(b.oid, -1), 'shown', pg_catalog.format_type(a.atttypid, a.atttypmod),
        'base', b.typname, 'category', b.typcategory, 'modifier', b.typmod, 'isDomain', b.oid <> a.atttypid,
        'isNeeded', a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', 'isGenerated', a.attgenerated <> '' OR a.attidentity = 'a',
        'mayInsert', pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT')
      ) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute AS a
    CROSS JOIN LATERAL (
      WITH RECURSIVE down AS (
        SELECT t.oid, t.typname, t.typcategory, t.typtype, t.typbasetype, CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END AS typmod
        FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid
        UNION ALL
        SELECT t.oid, t.typname, t.typcategory, t.typtype, t.typbasetype, CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE d.typmod END
        FROM down AS d JOIN pg_catalog.pg_type AS t ON t.oid = d.typbasetype WHERE d.typtype = 'd'
      ) SELECT * FROM down WHERE typtype <> 'd'
    ) AS b
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS columns,
  (
    SELECT pg_catalog.json_agg((
      SELECT pg_catalog.json_agg(a.attname)
      FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1])
    ))
    FROM pg_catalog.pg_index AS i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
  ) AS keys
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid = pg_catalog.to_regclass($1)`;

interface Found {
  readonly name: string;
  readonly isPartitioned: boolean;
  readonly columns: readonly ColumnFacts[] | null;
  readonly keys: readonly (readonly string[])[] | null;
}

/** Reads what a database says of a table; undefined where it has none of that name. */
export const tableFacts = async (ask: Ask, table: string): Promise<TableFacts | undefined> => {
  const { rows } = await ask<Found>(TABLE, [quotedTable(table)]);
  const [found] = rows;
  if (found === undefined) return undefined;
  return {
    ...found,
    columns: new Map((found.columns ?? []).map((column) => [column.name, column])),
    keys: found.keys ?? [],
  };
};

/** Schemas that have a table of that name, whatever the search_path says. */
export const schemasWith = async (ask: Ask, table: string): Promise<readonly string[]> => {
  const name = table.split('.').at(-1) ?? table;
  const { rows } = await ask<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'v', 'f') ORDER BY 1`,
    [name],
  );
  return rows.map(({ schema }) => schema);
};
