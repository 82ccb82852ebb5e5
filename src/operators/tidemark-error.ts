/** The closed list of what can go wrong; the rest of a message says what, where, and what to do next. */
export type ErrorCode =
  /** An operator, source, sink or codec was given options that contradict each other or themselves. */
  | 'bad-options'
  /** A command line that cannot be understood. */
  | 'usage'
  /** A file or directory cannot be read. */
  | 'unreadable'
  /** The input's format is not one that was asked for or can be recognised. */
  | 'unknown-format'
  /** A sink refused a delivery for good, or for longer than it is retried. */
  | 'undeliverable'
  /** Another process owns this pipeline's state now. */
  | 'stale-state'
  /** The state directory is open in another process, or a second time in this one. */
  | 'state-in-use'
  /** The state directory was removed or replaced while it was in use. Nothing more can be committed. */
  | 'state-lost'
  /** A state directory that is damaged, of a newer version, or not ours; it is never written to. */
  | 'bad-state'
  /** No space is left, on the disk or in the user's quota. Nothing was changed; it goes on when there is space again. */
  | 'disk-full'
  /** Something cannot be written, and not for want of space. */
  | 'unwritable'
  /** Nobody can be served at an address: it is taken, not ours, or not allowed. */
  | 'cannot-listen'
  /** Something has not ended within the drain limit after a stop, and was left behind. */
  | 'stuck'
  /** The reader of our output has gone away (EPIPE). */
  | 'output-closed';

export interface ErrorDetails {
  readonly cause?: unknown;
  /** Whether doing the same again may succeed. */
  readonly retryable?: boolean;
  /** Milliseconds that must pass before the same is done again; whoever was asked has said so. */
  readonly retryAfter?: number | undefined;
}

/** Every error that Tidemark raises on purpose. Anything else that escapes is a defect. */
export class TidemarkError extends Error {
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'TidemarkError';
    this.retryable = details.retryable ?? false;
    this.retryAfter = details.retryAfter;
  }
}
