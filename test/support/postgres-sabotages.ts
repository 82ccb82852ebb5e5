import type { Sabotage } from './sabotage.js';

/** Blames the rows for a partition that is not there. */
export const BLAMES_ROWS: readonly Sabotage[] = [
  { file: 'io/postgres/postgres-fault.js', replace: `return 'no-partition';`, by: `return 'row';` },
];
