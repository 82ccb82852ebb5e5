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
  /**
   * What the watermark was, by rows alone, when these rows came; set only where silence had moved it further. A row
   * that is late, and would not be by this one, is late because of silence.
   */
  readonly rowWatermark?: number;
  /**
   * Processing time, epoch milliseconds, of a look that found nothing more; set only as long as no row has ever come, and
   * the watermark is -Infinity: there is no other time that what is awaited could be missed by.
   */
  readonly now?: number;
  /**
   * Event time up to which an input that has ended had come, in whole steps; set with the watermark Infinity only. Of a window
   * that ends later nobody knows what would still have come: the end has cut it short.
   */
  readonly reached?: number;
  /** What did not make it, with the reason; empty for almost every batch. */
  readonly rejected: readonly Rejected[];
}
