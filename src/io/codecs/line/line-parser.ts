import type { Rejected } from '../../../operators/rejected.js';

/** Reads one line at a time: the part in which the formats that consist of lines differ. */
export interface LineParser<T> {
  /**
   * The row of `bytes[from, to)`, a line without its end; undefined where it makes none. The bytes are only lent.
   * Called in file order, once for each line that is not empty; of a record of several lines with all of them, newlines
   * within. A line that made no row may be tried again without what stands around it.
   */
  parse(bytes: Buffer, from: number, to: number): T | undefined;
  /** Lines that come next are of these bytes, mostly; they stay as they are until others are lent. */
  lend?(bytes: Buffer): void;
  /** Why the last line made no row; empty where it is neither row nor rejected, as a header is. */
  readonly problem: string;
  /** Whether the last line failed only for want of a time; `malformed` otherwise. */
  readonly noTime?: boolean;
  /** Whether the last line is well, and no request in a log of requests. */
  readonly notRequest?: boolean;
  /** Whether it reads JSON objects, so that one is rather a row than something around a row. */
  readonly readsObjects?: true;
  /**
   * Whether it reads what a syslog puts before a message: of a message that came without, that is made of what stands around
   * it.
   */
  readonly readsSyslog?: boolean;
  /**
   * Of a format whose records are several lines: whether a line begins one. Any other may be a part of the record before, so it
   * does not tell by itself whether something stands around it.
   */
  begins?(bytes: Buffer, from: number, to: number): boolean;
  /**
   * What a line keeps that stands around it, if it can be read so: `time`, a time with all that is behind it; `all`, of a layout
   * that is somebody's own, who may have written it into that.
   */
  readonly keeps?: 'time' | 'all';
  /**
   * Asked where a line has no time of its own: that of what stands around it, in epoch milliseconds, or NaN. Set from outside.
   */
  missing?: (() => number) | undefined;
  /** Whether the last line, which made a row, holds more records; `next` reads the next of them as `parse` does. */
  readonly hasMore?: boolean;
  next?(): T | undefined;
  /** The input has ended: what was begun and can be no row. */
  end?(): Rejected | undefined;
  /** Structured-clonable: what later lines depend on, such as header lines. Absent where nothing does. */
  save?(): unknown;
}
