import type { Ask } from '../../postgres/in-transaction.js';
import { quotedName } from '../../postgres/quoted.js';
import type { TableFacts } from './table-facts.js';
import type { TableFault } from './table-faults.js';

const DAY = 86_400_000;

interface Bounds {
  /** By which it is partitioned, where that is one column of ranges of times. */
  readonly column: string | null;
  readonly type: string;
  /** Of each partition, what a row must be to go there; null: any. */
  readonly conditions: readonly (string | null)[] | null;
}

const BOUNDS = `
SELECT a.attname AS column, pg_catalog.format_type(a.atttypid, -1) AS type, (
    SELECT pg_catalog.json_agg(pg_catalog.pg_get_partition_constraintdef(i.inhrelid)) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = p.partrelid
  ) AS conditions
FROM pg_catalog.pg_partitioned_table AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.partrelid
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
  AND p.partstrat = 'r' AND p.partnatts = 1 AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
WHERE p.partrelid = pg_catalog.to_regclass($1)`;

/** What is wrong with the partitions of a table for rows of now; how it is partitioned otherwise than by times is not judged. */
export const partitionFault = async (
  ask: Ask,
  { name }: TableFacts,
  madeBy: string | undefined,
): Promise<TableFault | undefined> => {
  const { rows } = await ask<Bounds>(BOUNDS, [name]);
  const [bounds] = rows;
  if (bounds === undefined || bounds.column === null) return undefined;
  const conditions = bounds.conditions ?? [];
  // The server's own words, asked about this moment.
  const [now] = (
    await ask<{ fits: boolean; day: string }>(
      `SELECT ${conditions.length === 0 ? 'false' : conditions.map((one) => (one === null ? 'true' : `(${one})`)).join(' OR ')} AS fits,
         pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day
       FROM (SELECT pg_catalog.now()::${bounds.type} AS ${quotedName(bounds.column)}) AS row`,
    )
  ).rows;
  if (now === undefined || now.fits) return undefined;
  const next = new Date(Date.parse(now.day) + DAY).toISOString().slice(0, 10);
  const [schema = '', table = ''] = name.split(/\.(?=[^.]*$)/);
  const part = quotedName(`${table.replaceAll('"', '')}_${now.day.replaceAll('-', '')}`);
  return {
    message: `${name} has no partition for rows of today.`,
    mend:
      madeBy ??
      `CREATE TABLE ${schema}.${part} PARTITION OF ${name} FOR VALUES FROM ('${now.day} 00:00:00+00') TO ('${next} 00:00:00+00');`,
  };
};
