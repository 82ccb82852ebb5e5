import type { WaitingRows } from '../waiting-rows.js';
import type { AlertKey } from './alert-key.js';

export interface AlertMachineState<R> {
  readonly keys: Map<string, AlertKey>;
  readonly waiting: WaitingRows<R>;
  watermark: number;
  /** From a row's time to the start of the newest pane of its window. */
  shift: number;
  /** Start of the first full window; undefined before. */
  fullFrom: number | undefined;
  /** Nothing happens by time alone before this instant. */
  quietUntil: number;
  judged: number;
  late: number;
  /**
   * Keys, and names of rows that wait, that have changed since the last delta; undefined where nobody asks for deltas, and
   * nothing is noted.
   */
  changed: Set<string> | undefined;
}

/** All of a state but its keys and the rows that wait. */
export interface AlertHead<R> extends Omit<AlertMachineState<R>, 'keys' | 'waiting' | 'changed'> {
  /** All of them; of the first release, which wrote them here. */
  readonly waiting?: readonly R[];
}
