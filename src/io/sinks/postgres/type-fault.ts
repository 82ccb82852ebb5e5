import { quotedName } from '../../postgres/quoted.js';
import type { PostgresColumn } from './postgres-table.js';
import type { ColumnFacts, TableFacts } from './table-facts.js';
import type { TableFault } from './table-faults.js';

const NUMBERS = ['int2', 'int4', 'int8', 'float4', 'float8', 'numeric'];
const TIMES = ['timestamptz', 'timestamp', 'date'];
/** They hold anything, as its text or as JSON. */
const ANYTHING = ['text', 'varchar', 'bpchar', 'json', 'jsonb'];

/** What each kind of value can be put into, besides what holds anything: by the type that it would be made with. */
const FITS: Readonly<Record<string, { readonly said: string; readonly bases: readonly string[] }>> = {
  // Milliseconds since 1970, which are more than four bytes hold, and more digits than a real has.
  timestamptz: { said: 'times', bases: [...TIMES, 'int8', 'float8', 'numeric'] },
  boolean: { said: 'true and false', bases: ['bool'] },
  'double precision': { said: 'numbers', bases: [...NUMBERS, ...TIMES, 'interval'] },
  jsonb: { said: 'lists and maps', bases: [] },
};

/** Of a text nobody knows whether it is an address or the name of an enum; but it is no number and no truth. */
const NO_TEXT = [...NUMBERS, 'bool'];

/**
 * What is wrong with the type of a column for what is written into it, and the SQL that mends it; undefined where nothing is, or
 * nothing is known of the values.
 */
export const typeFault = (
  { name: table }: TableFacts,
  { name, type }: PostgresColumn,
  { base, category, shown }: ColumnFacts,
): TableFault | undefined => {
  if (type === undefined || ANYTHING.includes(base)) return undefined;
  const fits = FITS[type];
  const isFit =
    type === 'text'
      ? !NO_TEXT.includes(base)
      : fits === undefined || fits.bases.includes(base) || (type === 'jsonb' && category === 'A');
  if (isFit) return undefined;
  const column = quotedName(name);
  return {
    message: `${table.replace(/^public\./, '')}.${name} is ${shown}, and ${fits?.said ?? 'texts'} are written into it, which want ${type}: rows would be refused.`,
    mend: `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type} USING ${column}::text::${type};`,
  };
};
