import type { Sabotage } from './sabotage.js';

/** Says that rows are stored before the database has said so. */
export const TELLS_TOO_EARLY: readonly Sabotage[] = [
  {
    file: 'io/postgres/in-transaction.js',
    replace: `await ask('COMMIT');`,
    by: `ask('COMMIT').catch(() => undefined);`,
  },
  {
    file: 'io/postgres/in-transaction.js',
    replace: `await Promise.allSettled([begun, changed, committed])`,
    by: `(committed.catch(() => undefined), await Promise.allSettled([begun, changed]))`,
  },
];

/** Blames the rows for a partition that is not there. */
export const BLAMES_ROWS: readonly Sabotage[] = [
  { file: 'io/postgres/postgres-fault.js', replace: `return 'no-partition';`, by: `return 'row';` },
];
