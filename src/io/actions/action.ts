/** One attempt at a row. */
export interface Attempt {
  /** Aborted when the run is abandoned: what is said after that is ignored, and the row stays out. */
  readonly signal: AbortSignal;
  /** The row was out when an earlier run ended: it may have been performed, in part or wholly. */
  readonly again: boolean;
}

/** One thing done in the world for one row (a check, an upload), and one outcome row for it. */
export interface Action<I, O> {
  /**
   * 'first' (uploads, probes that leave something behind): a commit holds the row as out before it is performed; after a
   * crash it is performed with `again`. 'none' (checks): performed at once; a row that is out when the process ends is
   * missed.
   */
  readonly intent: 'first' | 'none';
  /**
   * Whether an outcome carries its row's own time (checks, probes): then the watermark waits for what is out. Else it carries
   * that of our own clock when it came (uploads), which needs no others to confirm it.
   */
  readonly keepsTime: boolean;
  /** Of the thing acted on: a target; a path and which file it is. While it is out or unfinished no further row with it is taken. */
  key(row: I): string;
  /**
   * The outcome of a row that is not performed: its key is still out, or (intent 'none') the process ended while it was.
   * It is not finished. undefined: nothing is said.
   */
  missed(row: I, why: 'running' | 'crash'): O | undefined;
  /** Resolves with the outcome, failures included; never rejects. */
  perform(row: I, attempt: Attempt): Promise<O>;
  /**
   * After the commit that holds the outcome (now the local file may go), beside the loop. At least once; a rejection is
   * tried again with backoff, and what is not finished when the run ends by the next run.
   */
  finish?(row: I, outcome: O): Promise<void>;
  /** Called once, when the run is closed; finishes and abandoned attempts may still be under way. */
  close?(): Promise<void>;
}
