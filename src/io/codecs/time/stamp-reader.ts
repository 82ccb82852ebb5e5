/** Reads the times of one notation out of the lines of one input, in their order. */
export interface StampReader {
  /** The time that is all of `bytes[from, to)`, in epoch milliseconds; NaN if it is none. */
  read(bytes: Buffer, from: number, to: number): number;
  /** Structured-clonable: what later times depend on; undefined where it is nothing. */
  save?(): unknown;
  load?(saved: unknown): void;
}
