import type { RejectedReason } from '../operators/rejected.js';
import type { Loss } from './losses/loss.js';

export type RejectedCounts = Partial<Record<RejectedReason, number>>;

/** The balance of one stream: `rows = counted + filtered + rejected`. */
export interface StreamBalance {
  readonly name: string;
  /** The name that its rows go out under: what stands behind a stream for its outputs has the stream's. */
  readonly as: string;
  /** Whether its rows go to any sink. */
  readonly isOut: boolean;
  /** Fingerprint of its operators: while it is the same, the balances of several runs can be added. */
  readonly signature: string;
  /** Rows that came into the stream. */
  readonly rows: number;
  readonly counted: number;
  readonly filtered: number;
  readonly rejected: RejectedCounts;
  /** Rows that came out. */
  readonly emitted: number;
  /**
   * Rows that a measure, a derived field or a condition could not read, by its name; they count elsewhere. Absent where
   * there were none.
   */
  readonly skipped?: SkippedCounts;
  /** Of a run that has ended: counted rows that are in open windows only, so that nothing of them was shown. Absent: none. */
  readonly unshown?: number;
}

export type SkippedCounts = Readonly<Record<string, number>>;

/** What became of the rows of one sink. */
export interface SinkCounts {
  /** Given to the sink. */
  readonly emitted: number;
  /** Left out by the sink on purpose. */
  readonly skipped: number;
  /** In deliveries. */
  readonly composed: number;
  readonly stored: number;
  /** Refused for good: one by one, or with all of a delivery where dead letters have no place. */
  readonly refused: number;
  /** Given up because too much waited. */
  readonly dropped: number;
  /** In deliveries that were refused whole and have become dead letters. */
  readonly dead: number;
}

/**
 * The balance of one sink, in rows, over all its runs: `emitted = skipped + composed + held`, `composed = stored + refused
 * + dropped + dead + waiting`. Of a single run what it stored may be what the run before has composed.
 */
export interface SinkBalance extends SinkCounts {
  /** Its key in the state. */
  readonly key: string;
  readonly name: string;
  readonly destination: string;
  /** In deliveries that are still to be written. */
  readonly waiting: number;
  /** In the sink's memory: in no delivery yet. */
  readonly held: number;
  /** What waited and was held when a run ended that nobody goes on with. */
  readonly lost: number;
}

/** Nothing disappears: where every input went. */
export interface Balance {
  /** Lines that the source has read; undefined where it has none. */
  readonly lines: number | undefined;
  /** Rows that reached the streams. */
  readonly rows: number;
  /** Rows from far ahead that nothing has confirmed; the next run goes on with them. */
  readonly held: number;
  /** Inputs that reached no stream: not readable, without a time, from the future. */
  readonly rejected: RejectedCounts;
  /** Lines that do not concern, as the source was told. Absent: none. */
  readonly skipped?: number;
  readonly streams: readonly StreamBalance[];
  readonly sinks: readonly SinkBalance[];
  /** The state holds what is left open, and the next run goes on with it. */
  readonly isKept?: true;
  /** What is known of the rejected ones besides their number; absent where there are none. */
  readonly losses?: readonly Loss[];
}
