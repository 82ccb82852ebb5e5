import type { Rejected } from './rejected.js';

/** What every row has: its event time in epoch milliseconds. */
export interface Timed {
  readonly time: number;
}

/** Rows that travel together; first the rows, then the watermark takes effect. */
export interface Batch<T> {
  readonly rows: readonly T[];
  /** Event time, epoch milliseconds: rows older than this may be late from here on. Infinity: the input has ended. */
  readonly watermark: number;
  /** The watermark that the rows alone would have given; set only where silence has moved it further. */
  readonly rowWatermark?: number;
  /** What did not make it, with the reason; empty for almost every batch. */
  readonly rejected: readonly Rejected[];
}
