import type { Timed } from '../../operators/batch.js';

/** How a source or a sink of a pipeline stands: a row of the stream `health`. An alias and no interface, so that it is a `Row` too. */
export type HealthRow = Timed & {
  readonly kind: 'source' | 'sink';
  /** A sink's name; `source`. */
  readonly name: string;
  /** Where a sink writes; null for a source. */
  readonly destination: string | null;
  /** How far the watermark is behind the clock, in milliseconds: of a source that has had rows; null else. */
  readonly lag: number | null;
  /** Deliveries that wait for a sink; 0 for a source. */
  readonly waiting: number;
  /** Their bytes, about. */
  readonly waiting_bytes: number;
  /** For how long the oldest of them has waited, in milliseconds; 0 where none does, so that an alert recovers. */
  readonly oldest: number;
  /** How often something was tried again in this run. */
  readonly retries: number;
  /** Rows of this run that a sink refused, that were dropped because its buffer was full, and that were given up. */
  readonly refused: number;
  readonly dropped: number;
  readonly dead: number;
  /** Whether the source waits for the sink, or deliveries are about to be dropped. */
  readonly full: boolean;
  /** Why the last try failed; null when it has succeeded. Without secrets. */
  readonly error: string | null;
  /** What somebody should see to at a sink's destination, though writes succeed; null: nothing is known. */
  readonly warning: string | null;
};
