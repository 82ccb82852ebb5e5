import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Decoded } from '../codec.js';

/** What was decoded in several pieces, as one; every rejected line stays between the rows where it was. */
export const joinDecoded = <T>(parts: readonly Decoded<T>[]): Decoded<T> => {
  const rows: T[] = [];
  const rejected: Rejected[] = [];
  const rejectedAt: number[] = [];
  let skipped = 0;
  for (const part of parts) {
    const before = rows.length;
    for (const row of part.rows) rows.push(row);
    skipped += part.skipped ?? 0;
    part.rejected.forEach((one, i) => {
      rejected.push(one);
      rejectedAt.push(before + (part.rejectedAt?.[i] ?? 0));
    });
  }
  return {
    rows,
    ...(rejected.length === 0 ? { rejected: NONE_REJECTED } : { rejected, rejectedAt }),
    ...(skipped > 0 && { skipped }),
  };
};
