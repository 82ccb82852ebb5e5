import type { Chunk } from '../operators/chunk.js';
import { NONE_REJECTED } from '../operators/rejected.js';

/**
 * A chunk in pieces of so many rows, which fold to the same as all of it, since it makes no difference how an input is cut.
 * Where it is to go on, and what applies after its rows, is with the last one. One that says of places among its rows, or of
 * what applies before some of them, is left whole.
 */
export const partsOfChunk = <T>(chunk: Chunk<T>, most: number): readonly Chunk<T>[] => {
  const { rows, rejected, rejectedAt, pendingSince, partition, ownTime, aside } = chunk;
  if (rows.length <= most || rejectedAt !== undefined || pendingSince !== undefined) return [chunk];
  const before = {
    rejected: NONE_REJECTED,
    ...(partition !== undefined && { partition }),
    ...(ownTime !== undefined && { ownTime }),
    ...(aside !== undefined && { aside }),
  };
  const parts: Chunk<T>[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    const isLast = from + most >= rows.length;
    parts.push({ ...(isLast ? chunk : before), rows: part, rejected: from === 0 ? rejected : NONE_REJECTED });
  }
  return parts;
};
