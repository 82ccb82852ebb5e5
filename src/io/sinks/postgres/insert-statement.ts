import { quotedName } from '../../postgres/quoted.js';
import type { ColumnFacts, TableFacts } from './table-facts.js';

/** Columns of one table, and their values as elements of array literals: one list for each column. */
export interface Insertion {
  readonly facts: TableFacts;
  readonly columns: readonly ColumnFacts[];
  readonly elements: readonly (readonly string[])[];
}

/**
 * One statement that stores rows in all their tables or in none. Without a target behind ON CONFLICT, and without RETURNING, it
 * needs no right but INSERT. Throws where the lists of a table differ in length: the server would fill up with NULL.
 */
export const insertStatement = (
  insertions: readonly Insertion[],
): { readonly text: string; readonly values: readonly string[] } => {
  const values: string[] = [];
  const parts = insertions.map(({ facts, columns, elements }) => {
    const [first = []] = elements;
    if (elements.length !== columns.length || elements.some(({ length }) => length !== first.length)) {
      throw new Error(
        `Lists of ${elements.map(({ length }) => length).join(', ')} values for the columns of ${facts.name}.`,
      );
    }
    const unnested = columns.map((column, i) => {
      values.push(`{${elements[i]?.join(',')}}`);
      return `$${values.length}::${isCast(column) ? 'pg_catalog.text' : column.type}[]`;
    });
    const selected = columns.map((column, i) => (isCast(column) ? `r.c${i}::${column.type}` : `r.c${i}`));
    return `INSERT INTO ${facts.name} (${columns.map(({ name }) => quotedName(name)).join(', ')})
SELECT ${selected.join(', ')} FROM ROWS FROM (${unnested.map((one) => `pg_catalog.unnest(${one})`).join(', ')}) AS r (${columns.map((_, i) => `c${i}`).join(', ')})
ON CONFLICT DO NOTHING`;
  });
  const last = parts.pop() ?? '';
  const others = parts.map((part, i) => `t${i} AS (${part})`);
  return { text: others.length === 0 ? last : `WITH ${others.join(', ')}\n${last}`, values };
};

/** Of arrays `unnest` would make one flat list. They come as texts, and so does what has no array of its own. */
const isCast = ({ category }: ColumnFacts): boolean => category === 'A' || category === 'P';
