import type { LineFields } from '../columns/line-fields.js';

/** Finds where the values of a line are: the part in which formats of text differ most. One for each decoder. */
export interface Cutter {
  /** What the last line has, by the index of each slot. */
  readonly fields: LineFields;
  /** Whether `bytes[from, to)` is a line of the format; if it is not, `problem` says why. */
  cut(bytes: Buffer, from: number, to: number): boolean;
  readonly problem: string;
}
