/** A batch that is kept and not yet folded. */
export interface Batch<T> {
  /** Of its entry in the journal. */
  readonly sequence: number;
  readonly rows: readonly T[];
  /** Bytes of its entry. */
  readonly size: number;
  /** Answers whoever brought it. */
  readonly settle: (folded: boolean) => void;
}

/** Takes batches from the front, whole ones, up to so many rows; one at least, where there is any. */
export const takeBatches = <T>(kept: Batch<T>[], mostRows: number): readonly Batch<T>[] => {
  let rows = 0;
  let count = 0;
  for (const batch of kept) {
    if (count > 0 && rows + batch.rows.length > mostRows) break;
    rows += batch.rows.length;
    count++;
  }
  return kept.splice(0, count);
};
