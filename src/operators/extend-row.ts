import { WindowRow } from './windows/window-row.js';

/** A copy with more fields: rows are shared between streams. A window row stays one and keeps its origin. */
export const extendRow = <T extends object, D extends object>(row: T, extra: D): T & D =>
  Object.assign(row instanceof WindowRow ? WindowRow.copyOf(row) : {}, row, extra);
