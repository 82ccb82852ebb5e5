import { createHash } from 'node:crypto';
import { WindowRow } from '../operators/window-row.js';

/** An id from pipeline, stream, key and window, never from a counter: the same row has the same id in every run. */
export function rowId(pipeline: string, stream: string, row: unknown): string {
  const origin = WindowRow.originOf(row);
  const identity =
    row instanceof WindowRow && origin !== undefined
      ? [origin.key, row.start, row.end]
      : [row, typeof row === 'object' && row !== null && 'time' in row ? row.time : null];
  const text = JSON.stringify([pipeline, stream, ...identity]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
