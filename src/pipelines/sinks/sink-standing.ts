import type { Waiting } from '../../io/state/state-store.js';

/** How a sink stands: what waits for it, and what has become of its rows in this run. */
export interface SinkStanding {
  readonly name: string;
  readonly destination: string;
  /** Told, or being told, and not yet stored. */
  readonly waiting: Waiting;
  /** Writes that have failed and were tried again. */
  readonly retries: number;
  /** Rows. */
  readonly refused: number;
  readonly dropped: number;
  readonly dead: number;
  /** Why the last write failed; undefined when it has succeeded. Without secrets. */
  readonly error: string | undefined;
  /** What somebody should see to where it writes, though writes succeed; undefined: nothing is known. */
  readonly warning: string | undefined;
  /** Whether the source waits for it, or deliveries are about to be dropped. */
  readonly full: boolean;
}
