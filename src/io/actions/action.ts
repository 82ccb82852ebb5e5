/** One thing done in the world for one row (a check, an upload), and one outcome row for each. */
export interface Action<I, O> {
  /** Resolves with the outcome, failures included; never rejects. Safe to do twice: after a crash it is. */
  perform(row: I, signal: AbortSignal): Promise<O>;
}
