import type { Rejected } from './rejected.js';

/** What a source hands over at one pull. Data and time both: everything an operator may know is in here. */
export interface Chunk<T> {
  readonly rows: readonly T[];
  readonly rejected: readonly Rejected[];
  /**
   * For each of `rejected` how many of the chunk's rows came before it, never less than for the one before. Absent: all
   * came before the rows. What has no time of its own is placed in time by this, wherever chunks are cut.
   */
  readonly rejectedAt?: readonly number[];
  /** Lines that were read and do not concern: they are neither rows nor rejected, and only counted. Absent: none. */
  readonly skipped?: number;
  /** Structured-clonable and small: where to resume after this chunk. Absent when the source cannot be replayed. */
  readonly position?: unknown;
  /**
   * What the source remembers by key: what has changed since its last chunk; undefined: gone. Committed together with the
   * position. Values are structured-clonable and not changed afterwards.
   */
  readonly remembered?: ReadonlyMap<string, unknown>;
  /** Which file or shard the rows come from; sources announce partitions (a chunk without rows) before their rows. */
  readonly partition?: string;
  /** No more rows will come: of this partition where one is named, else of the whole input, for good. */
  readonly ended?: boolean;
  /**
   * Processing time in epoch milliseconds, monotonic over a run; set only when the source is live and a look
   * at all its files found nothing more. It applies after the chunk's rows.
   */
  readonly now?: number;
  /**
   * Event time of the oldest row of this chunk's partition that is still to come although others after it have: the
   * watermark does not pass it. It holds until another is said; Infinity: none. Absent: as before. Where it is earlier than
   * what was said before it applies before the chunk's rows, else after them.
   */
  readonly pendingSince?: number;
  /**
   * The times of its rows are not read but given, by our own clock: each is believed as it is, and is to what was read what a
   * look at the clock is. Else a time far from the others waits until rows confirm it.
   */
  readonly ownTime?: true;
  /**
   * It was not read from the input, as outcomes under `acting` are not: whether a look found nothing more is as the chunk
   * before has left it.
   */
  readonly aside?: true;
  /** Which input these rows came from (a file's or an object's identity), and its bytes where it has any. */
  readonly from?: { readonly input: string; readonly start: number; readonly end: number };
}
