import type { TimeOptions } from './time/time-format.js';

/** What the formats have in common whose fields are only known when they are read. */
export interface CodecOptions {
  /** Where a row's time is and how it is written. */
  readonly time?: TimeOptions;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
  /** Only what reports an HTTP request becomes a row; the rest is rejected as `not-a-request`. */
  readonly requests?: boolean;
  /** Told, in a sentence, what whoever reads the rows must know: once for each thing. */
  readonly onWarning?: (message: string) => void;
}
