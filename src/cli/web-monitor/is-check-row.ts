import type { CheckRow } from '../../io/actions/check/check-row.js';

/** Whether a row says what came of a check. */
export const isCheckRow = (row: unknown): row is CheckRow =>
  typeof row === 'object' && row !== null && 'class' in row && 'url' in row && 'lag' in row;
