import type { AlertKey } from './alert-key.js';

export interface AlertMachineState<R> {
  readonly keys: Map<string, AlertKey>;
  /** Rows that the watermark has not passed yet. */
  waiting: readonly R[];
  watermark: number;
  /** From a row's time to the start of the newest pane of its window. */
  shift: number;
  /** Start of the first full window; undefined before. */
  fullFrom: number | undefined;
  /** Nothing happens by time alone before this instant. */
  quietUntil: number;
  judged: number;
  late: number;
  /** Keys that have changed since the last delta; undefined where nobody asks for deltas, and nothing is noted. */
  changed: Set<string> | undefined;
}

/** All of a state but its keys. */
export type AlertHead<R> = Omit<AlertMachineState<R>, 'keys' | 'changed'>;
