/** Why an input did not become a row, or a row did not reach any window. */
export type RejectedReason =
  /** The line cannot be read in the source's format. */
  | 'malformed'
  /** The line is longer than the limit. */
  | 'oversize'
  /** The line can be read, and is no request in a log of requests: a message of the server between them. */
  | 'not-a-request'
  /** The row has no finite time. */
  | 'no-time'
  /** The row is further ahead of its neighbours than `ahead` allows, and nothing confirmed it. */
  | 'future'
  /** Every window that would hold the row has closed. */
  | 'late'
  /** As `late`, and only because silence had moved the watermark. */
  | 'late: idle'
  /** A condition or derived field failed on this row. */
  | 'expression';

/** An input that left the stream, with its reason: a value, never an exception. */
export interface Rejected {
  readonly reason: RejectedReason;
  /** Which file or shard it came from, where there are several. */
  readonly partition?: string;
  /** Byte offset of the line's first byte in its file or shard. */
  readonly offset?: number;
  /** The first bytes of the line (at most 256), one character a byte. */
  readonly raw?: string;
  /** Event time in epoch milliseconds, where it is known. */
  readonly time?: number;
  /** What exactly is wrong, for a person. */
  readonly detail?: string;
}

/** Shared by every batch and chunk that rejects nothing. */
export const NONE_REJECTED: readonly Rejected[] = Object.freeze([]);

/** A row that an operator turns away. */
export const rejectRow = (reason: RejectedReason, row: unknown, detail?: string): Rejected => {
  const time = typeof row === 'object' && row !== null && 'time' in row ? row.time : undefined;
  return {
    reason,
    ...(typeof time === 'number' && { time }),
    ...(detail !== undefined && { detail }),
  };
};
