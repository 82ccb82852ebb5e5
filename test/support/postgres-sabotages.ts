import type { Sabotage } from './sabotage.js';

/** Says that rows are stored, and commits them a while later. */
export const TELLS_TOO_EARLY: readonly Sabotage[] = [
  {
    file: 'io/postgres/in-transaction.js',
    replace: /await ask\('COMMIT'\);/,
    by: `if (result > 0) { const later = ask('SELECT pg_sleep(0.3)').then(() => ask('COMMIT')); later.catch(() => undefined); } else await ask('COMMIT');`,
  },
];

/** Blames the rows for a partition that is not there. */
export const BLAMES_ROWS: readonly Sabotage[] = [
  { file: 'io/postgres/postgres-fault.js', replace: `return 'no-partition';`, by: `return 'row';` },
];
