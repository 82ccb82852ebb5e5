import type { Chunk } from '../operators/chunk.js';

/** Whether there is anything in a chunk that a commit would hold, beside its position. */
export const hasChanged = ({
  rows,
  rejected,
  skipped = 0,
  ended,
  remembered = NOTHING,
}: Chunk<unknown>): boolean =>
  rows.length > 0 || rejected.length > 0 || skipped > 0 || ended === true || remembered.size > 0;

const NOTHING: ReadonlyMap<string, unknown> = new Map();
